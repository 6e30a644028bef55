const token = (name) => `rgb(var(--${name}) / <alpha-value>)`;

/** @type {import("tailwindcss").Config} */
export default {
	content: ["./index.html", "./src/**/*.{ts,tsx}"],
	theme: {
		screens: { sm: "560px", md: "768px", lg: "1024px", xl: "1240px" },
		colors: {
			transparent: "transparent",
			current: "currentColor",
			paper: token("paper"),
			street: token("street"),
			sheet: token("sheet"),
			ink: token("ink"),
			soft: token("soft"),
			line: token("line"),
			field: token("field"),
			accent: token("accent"),
			"accent-press": token("accent-press"),
			"accent-ink": token("accent-ink"),
			"accent-wash": token("accent-wash"),
			amber: token("amber"),
			"amber-wash": token("amber-wash"),
			red: token("red"),
		},
		fontFamily: {
			sans: ['"Hanken Grotesk"', "system-ui", "sans-serif"],
			serif: ["Newsreader", "Georgia", "serif"],
		},
		fontSize: {
			tiny: ["0.8125rem", "1.25rem"],
			small: ["0.9375rem", "1.375rem"],
			base: ["1.0625rem", "1.5rem"],
			lead: ["1.1875rem", "1.75rem"],
			large: ["1.5rem", "2rem"],
			title: ["2.25rem", "2.5rem"],
			display: ["3rem", "3.25rem"],
			sign: ["4rem", "4.25rem"],
		},
		extend: {
			boxShadow: {
				float: "0 1px 2px rgb(var(--shade) / .10), 0 12px 32px -8px rgb(var(--shade) / .22)",
				window: "0 0 0 1px rgb(var(--line)), 0 24px 48px -24px rgb(var(--shade) / .30), 0 0 72px rgb(var(--glow) / .10)",
			},
			transitionDuration: { DEFAULT: "160ms" },
			keyframes: {
				rise: { from: { opacity: "0", transform: "translateY(6px)" }, to: { opacity: "1", transform: "none" } },
				breathe: { "0%,100%": { opacity: "1" }, "50%": { opacity: ".45" } },
			},
			animation: { rise: "rise 180ms ease-out both", breathe: "breathe 1.6s ease-in-out infinite" },
		},
	},
	plugins: [],
};

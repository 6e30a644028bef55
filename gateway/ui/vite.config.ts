import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type PluginOption } from "vite";

const gateway = process.env.GATEWAY_URL ?? "http://127.0.0.1:9020";
const mocked = process.env.MOCK === "1";

/* The mock is loaded only when asked for, so that a build never sees it. */
const mockPlugin: PluginOption[] = mocked ? [import("./dev/mock.mjs").then((m) => m.mockPlugin())] : [];

/* The gateway serves the packed twin of a file to who takes it. */
const packPlugin: PluginOption = {
	name: "pack",
	apply: "build",
	closeBundle() {
		const walk = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(join(folder, e.name)) : [join(folder, e.name)]));
		for (const file of walk("dist").filter((name) => /\.(html|css|js|svg)$/.test(name))) {
			const bytes = readFileSync(file);
			writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
			writeFileSync(`${file}.br`, brotliCompressSync(bytes));
		}
	},
};

export default defineConfig({
	base: "/",
	plugins: [react(), packPlugin, ...mockPlugin],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	/* Fonts and pictures stay files: the policy allows no data: fonts. */
	build: { outDir: "dist", assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: "es2020" },
	server: {
		port: Number(process.env.UI_PORT ?? 9026),
		strictPort: true,
		proxy: mocked ? undefined : { "/api": gateway, "/s": gateway, "/preview": gateway },
	},
});

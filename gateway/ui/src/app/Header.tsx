import { Menu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import { useState } from "react";
import { explain } from "@/api/problem";
import { signOut, useAccount } from "@/features/auth/account";
import { Down, Moon, Sun } from "@/ui/icons";
import { useAppearance } from "./appearance";
import { go, paths } from "./router";

export function Mark() {
	return (
		<svg viewBox="0 0 30 22" className="h-[18px] w-auto text-accent" aria-hidden="true">
			<path d="M0 0h7.5v12a3.75 3.75 0 0 1-7.5 0zM15 0h7.5v12a3.75 3.75 0 0 1-7.5 0z" fill="currentColor" />
			<path d="M7.5 0H15v12a3.75 3.75 0 0 1-7.5 0zM22.5 0H30v12a3.75 3.75 0 0 1-7.5 0z" fill="currentColor" fillOpacity=".35" />
			<path d="M2 20.5h26" stroke="currentColor" strokeWidth="2" />
		</svg>
	);
}

export function ModeButton() {
	const { mode, toggle } = useAppearance();
	return (
		<button type="button" onClick={toggle} className="flex h-10 w-10 items-center justify-center rounded text-soft hover:text-ink" aria-label={mode === "dark" ? "Switch to day colours" : "Switch to night colours"}>
			{mode === "dark" ? <Sun /> : <Moon />}
		</button>
	);
}

export function Header() {
	const user = useAccount((s) => s.user);
	const [failed, setFailed] = useState("");
	const item = "block w-full px-4 py-2.5 text-left text-small data-[focus]:bg-accent-wash";
	return (
		<header className="flex h-14 items-center gap-3 px-5 md:h-16 md:px-10">
			<a
				href={paths.home}
				onClick={(event) => {
					event.preventDefault();
					go(paths.home);
				}}
				className="flex min-h-10 items-center gap-3 text-small font-semibold"
			>
				<Mark />
				<span className="whitespace-nowrap">Store Launch Wizard</span>
			</a>
			<span role="alert" className="ml-auto truncate text-tiny text-red">
				{failed}
			</span>
			<ModeButton />
			{user && (
				<Menu as="div" className="relative">
					<MenuButton className="flex min-h-10 max-w-[10rem] items-center gap-1 text-small text-soft hover:text-ink">
						<span className="sr-only">Account of </span>
						<span className="hidden truncate sm:inline">{user.name || user.email}</span>
						<span className="sm:hidden">Me</span>
						<Down />
					</MenuButton>
					<MenuItems modal={false} className="absolute right-0 z-40 mt-1 w-52 animate-rise border border-line bg-sheet py-1 shadow-float focus:outline-none">
						<p className="truncate border-b border-line px-4 py-2 text-tiny text-soft">{user.email}</p>
						<MenuItem>
							<button type="button" className={item} onClick={() => go(paths.home)}>
								My stores
							</button>
						</MenuItem>
						<MenuItem>
							<button type="button" className={item} onClick={() => signOut().catch((error: unknown) => setFailed(explain(error)))}>
								Sign out
							</button>
						</MenuItem>
					</MenuItems>
				</Menu>
			)}
		</header>
	);
}

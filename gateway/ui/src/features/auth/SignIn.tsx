/* The door: an account or the way back into one, with the shop that is about to be yours beside it. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { ApiError, explain } from "@/api/problem";
import { Mark, ModeButton } from "@/app/Header";
import { STEPS } from "@/features/wizard/steps";
import { place } from "@/features/wizard/pointers";
import { Awning, Shopfront, Shutter } from "@/features/preview/Shopfront";
import { TextField } from "@/ui/Field";
import { Trouble, Waiting } from "@/ui/Say";
import { signIn, signUp } from "./account";

const email = z.string().trim().email("That does not look like an e-mail address yet.");
const schemas = {
	up: z.object({ name: z.string().trim().max(200), email, password: z.string().min(10, "Ten characters or more; a short sentence is a good one.") }),
	in: z.object({ name: z.string(), email, password: z.string().min(1, "Your password, please.") }),
};
type Form = z.infer<typeof schemas.up>;

export function SignIn() {
	const [mode, setMode] = useState<"up" | "in">("up");
	const [trouble, setTrouble] = useState("");
	const form = useForm<Form>({ resolver: zodResolver(schemas[mode]), defaultValues: { name: "", email: "", password: "" } });
	const { errors, isSubmitting } = form.formState;
	const name = form.watch("name");

	const fail = (error: unknown) => {
		const { fields } = place(error instanceof ApiError ? error.fields : [], {}, (field) => ["name", "email", "password"].includes(field));
		for (const bad of fields) form.setError(bad.field as keyof Form, { message: bad.message });
		if (fields.length > 0) return;
		if (error instanceof ApiError && error.status === 401) setTrouble("That e-mail and password don’t belong together. Try again, or make a new account.");
		else if (error instanceof ApiError && error.status === 409) setTrouble("There is an account with that e-mail already: sign in with its password.");
		else setTrouble(explain(error));
	};
	const submit = form.handleSubmit(async (body) => {
		setTrouble("");
		try {
			if (mode === "up") await signUp(body.name ? body : { email: body.email, password: body.password });
			else await signIn({ email: body.email, password: body.password });
		} catch (error) {
			fail(error);
		}
	});
	const other = () => {
		setMode(mode === "up" ? "in" : "up");
		setTrouble("");
		form.clearErrors();
	};

	return (
		<div className="min-h-dvh lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(22rem,38%)]">
			<div className="flex min-h-dvh flex-col">
				<div className="lg:hidden" aria-hidden="true">
					<Awning colour={null} />
				</div>
				<header className="flex h-16 items-center gap-3 px-5 md:px-10">
					<Mark />
					<span className="text-small font-semibold">Store Launch Wizard</span>
					<span className="ml-auto">
						<ModeButton />
					</span>
				</header>
				<main className="flex flex-1 flex-col justify-center px-5 py-10 md:px-10 xl:pl-[10%]">
					<h1 className="headline max-w-[13ch] text-[2.5rem] leading-[2.75rem] sm:text-display md:text-sign">{mode === "up" ? "Six questions, and the shop is open." : "Welcome back. The kettle’s on."}</h1>
					<p className="mt-5 max-w-[46ch] text-lead text-soft">
						{mode === "up" ? "You see your own store while you answer. Skip all but the first, and change every answer later." : "Your answers are where you left them."}
					</p>
					<form onSubmit={(e) => void submit(e)} noValidate className="mt-10 max-w-md space-y-6">
						{mode === "up" && <TextField label="Your name" aside="if you like" autoComplete="name" {...form.register("name")} error={errors.name?.message} />}
						<TextField label="E-mail" type="email" autoComplete="email" inputMode="email" {...form.register("email")} error={errors.email?.message} />
						<TextField
							label="Password"
							type="password"
							autoComplete={mode === "up" ? "new-password" : "current-password"}
							hint={mode === "up" ? "Ten characters or more. No other rules." : undefined}
							{...form.register("password")}
							error={errors.password?.message}
						/>
						{trouble && <Trouble>{trouble}</Trouble>}
						<div className="flex flex-wrap items-center gap-x-6 gap-y-3 pt-2">
							<button type="submit" className="press" disabled={isSubmitting}>
								{mode === "up" ? "Start my store" : "Sign in"}
							</button>
							<button type="button" className="link text-small" onClick={other}>
								{mode === "up" ? "I have an account" : "I am new here"}
							</button>
							<Waiting on={isSubmitting}>Checking…</Waiting>
						</div>
					</form>
				</main>
			</div>
			<aside aria-hidden="true" className="sticky top-0 hidden h-dvh overflow-hidden border-l border-line bg-street px-12 pt-16 lg:block">
				<Shopfront name={name ? `${name.trim().split(/\s+/)[0]}’s` : ""} under="opens soon" awning={null}>
					<Shutter open={0} lettered>
						{/* Signwriting on a shutter, as shops have it. */}
						<ol className="w-full px-[12%] pt-[5.25rem] font-serif text-title text-field">
							{STEPS.map((step) => (
								<li key={step.n} className="flex h-[4.5rem] items-center">
									{step.name}
								</li>
							))}
						</ol>
					</Shutter>
				</Shopfront>
			</aside>
		</div>
	);
}

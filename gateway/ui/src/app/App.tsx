import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { recall, useAccount } from "@/features/auth/account";
import { SignIn } from "@/features/auth/SignIn";
import { LaunchPage } from "@/features/launch/LaunchPage";
import { Home } from "@/features/stores/Home";
import { WizardPage } from "@/features/wizard/WizardPage";
import { Trouble, Waiting } from "@/ui/Say";
import { queryClient } from "./queryClient";
import { useRoute } from "./router";

function Pages() {
	const state = useAccount((s) => s.state);
	const route = useRoute();
	useEffect(() => {
		void recall();
	}, []);

	if (state === "asking")
		return (
			<main className="p-10">
				<Waiting on>Opening…</Waiting>
			</main>
		);
	if (state === "unreachable")
		return (
			<main className="mx-auto max-w-xl px-5 py-16">
				<h1 className="headline text-title">The server isn’t answering</h1>
				<div className="mt-6">
					<Trouble>Nothing of yours is lost. Check the connection, then try again.</Trouble>
				</div>
				<button type="button" className="press mt-8" onClick={() => void recall()}>
					Try again
				</button>
			</main>
		);
	if (state === "out") return <SignIn />;
	if (route.page === "step") return <WizardPage key={route.session} id={route.session} step={route.step} />;
	if (route.page === "launch") return <LaunchPage key={route.session} id={route.session} jobId={route.job} />;
	return <Home />;
}

export function App() {
	return (
		<QueryClientProvider client={queryClient}>
			<Pages />
		</QueryClientProvider>
	);
}

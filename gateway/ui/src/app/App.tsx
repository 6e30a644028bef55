import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { recall, useAccount } from "@/features/auth/account";
import { SignIn } from "@/features/auth/SignIn";
import { Home } from "@/features/stores/Home";
import { Trouble, Waiting } from "@/ui/Say";
import { queryClient } from "./queryClient";
import { useRoute } from "./router";

/* The door opens before the workshop behind it has been carried in. */
const LaunchPage = lazy(() => import("@/features/launch/LaunchPage").then((m) => ({ default: m.LaunchPage })));
const OrdersPage = lazy(() => import("@/features/orders/OrdersPage").then((m) => ({ default: m.OrdersPage })));
const OrderPage = lazy(() => import("@/features/orders/OrderPage").then((m) => ({ default: m.OrderPage })));
const MessagesPage = lazy(() => import("@/features/orders/MessagesPage").then((m) => ({ default: m.MessagesPage })));
const TestsPage = lazy(() => import("@/features/tests/TestsPage").then((m) => ({ default: m.TestsPage })));
const VersionsPage = lazy(() => import("@/features/stores/VersionsPage").then((m) => ({ default: m.VersionsPage })));
const SettingsPage = lazy(() => import("@/features/stores/SettingsPage").then((m) => ({ default: m.SettingsPage })));
const WizardPage = lazy(() => import("@/features/wizard/WizardPage").then((m) => ({ default: m.WizardPage })));

function Opening() {
	return (
		<main className="p-10">
			<Waiting on>Opening…</Waiting>
		</main>
	);
}

function Pages() {
	const state = useAccount((s) => s.state);
	const route = useRoute();
	useEffect(() => {
		void recall();
	}, []);

	if (state === "asking")
		return <Opening />;
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
	if (route.page === "orders") return route.order ? <OrderPage store={route.store} id={route.order} /> : <OrdersPage store={route.store} />;
	if (route.page === "messages") return <MessagesPage store={route.store} />;
	if (route.page === "tests") return <TestsPage store={route.store} />;
	if (route.page === "versions") return <VersionsPage store={route.store} />;
	if (route.page === "settings") return <SettingsPage store={route.store} />;
	return <Home />;
}

export function App() {
	return (
		<QueryClientProvider client={queryClient}>
			<Suspense fallback={<Opening />}>
				<Pages />
			</Suspense>
		</QueryClientProvider>
	);
}

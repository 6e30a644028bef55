import { useEffect, useState } from "react";

const QUIET_MS = 300;

/* The value, once it has rested: a field speaks at every key and every move of the pointer. */
export function useRested<T>(value: T): T {
	const [rested, setRested] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setRested(value), QUIET_MS);
		return () => clearTimeout(timer);
	}, [value]);
	return rested;
}

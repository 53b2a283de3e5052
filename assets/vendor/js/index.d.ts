// Types of what index.js hands on, as far as the app uses it. Written for this app; the libraries' own types are larger.

export type Child = unknown
export interface VNode { type: unknown; props: Record<string, unknown>; key: unknown }
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode
export function h(type: unknown, props?: Record<string, unknown> | null, ...children: Child[]): VNode
export function render(node: Child, into: Element): void
export const Fragment: unknown
export class Component { constructor(props?: unknown) }

export interface Context<T> { Provider: unknown; Consumer: unknown; value?: T }
export function createContext<T>(value: T): Context<T>
export function createRef<T>(): { current: T | null }

export function useState<T>(initial: T | (() => T)): [T, (next: T | ((old: T) => T)) => void]
export function useEffect(effect: () => void | (() => void), inputs?: unknown[]): void
export function useLayoutEffect(effect: () => void | (() => void), inputs?: unknown[]): void
export function useMemo<T>(make: () => T, inputs?: unknown[]): T
export function useRef<T>(initial: T): { current: T }
export function useCallback<T extends Function>(f: T, inputs: unknown[]): T
export function useContext<T>(context: Context<T>): T
export function useId(): string
export function useErrorBoundary(callback?: (e: unknown) => void): [unknown, () => void]

export interface Signal<T> { value: T; peek(): T; subscribe(f: (value: T) => void): () => void }
export interface ReadonlySignal<T> { readonly value: T; peek(): T }
export function signal<T>(value: T): Signal<T>
export function computed<T>(f: () => T): ReadonlySignal<T>
export function effect(f: () => void | (() => void)): () => void
export function batch<T>(f: () => T): T
export function untracked<T>(f: () => T): T
export function useSignal<T>(value: T): Signal<T>
export function useComputed<T>(f: () => T): ReadonlySignal<T>
export function useSignalEffect(f: () => void | (() => void)): void

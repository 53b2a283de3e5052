// Types of what the app uses. Written for this app; the library's own types are larger.
declare const temml: { render(tex: string, into: Element, options?: Record<string, unknown>): void }
export default temml

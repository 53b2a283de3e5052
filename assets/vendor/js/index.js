// The one door to the vendored libraries: pages import from here, so that a
// newer release is a change of these files and nothing else.
import { h } from './preact.js'
import htm from './htm.js'

/** Tagged template that makes virtual nodes: html`<p class="lead">${text}</p>`. */
export const html = htm.bind(h)

export { h, render, Fragment, Component, createContext, createRef } from './preact.js'
export { useState, useEffect, useLayoutEffect, useMemo, useRef, useCallback, useContext, useId, useErrorBoundary } from './hooks.js'
export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect } from './signals.js'

import { useEffect } from '../../vendor/js/index.js'
import { go } from '../router.js'
import { navigation } from '../ui/shell.js'

/** Everybody starts at the first thing their roles open. */
export default function Home() {
  useEffect(() => { go(navigation()[0]?.items[0]?.href || '/app/account', { replace: true }) }, [])
  return null
}

/** How long a small audit takes, beside a Node process that does nothing. */
import { compare, run, sparekey } from './measure.js'

export default () => {
  compare(
    'start-up',
    {
      name: 'audit of the example',
      run: () => sparekey(['audit', '--config', 'examples/acme/sparekey.yaml', '--as-of', '2026-11-23T00:00:00Z', '-o', 'text']),
    },
    [{ name: 'node -e 0', run: () => run(['-e', '0']) }],
  )
}

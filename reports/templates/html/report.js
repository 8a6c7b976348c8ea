// Shows the findings that the filters ask for, and keeps what they ask in the address. Without it every finding is shown.
'use strict'
;(() => {
  const form = document.getElementById('filters')
  const status = document.getElementById('shown')
  if (form === null) return

  const names = Array.from(form.querySelectorAll('select'), (select) => select.name)
  const groups = Array.from(document.querySelectorAll('section.group'), (section) => ({
    section,
    count: section.querySelector('.count'),
    findings: Array.from(section.querySelectorAll('details.finding'), (details) => ({ details, data: { ...details.dataset } })),
  }))
  const listed = groups.reduce((sum, { findings }) => sum + findings.length, 0)

  /** What is asked for: the filters that are set. */
  const asked = () => names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value !== '')

  const show = () => {
    const filters = asked()
    let shown = 0
    for (const { section, count, findings } of groups) {
      let inGroup = 0
      for (const { details, data } of findings) {
        const isShown = filters.every(([name, value]) => data[name] === value)
        if (details.hidden === isShown) details.hidden = !isShown
        if (isShown) inGroup += 1
      }
      section.hidden = inGroup === 0
      count.textContent = inGroup === findings.length ? String(inGroup) : `${inGroup} of ${findings.length}`
      shown += inGroup
    }
    const words = filters.map(([name, value]) => `${name} ${value}`).join(', ')
    status.textContent = filters.length === 0 ? `All ${listed} listed findings are shown.` : `${shown} of ${listed} listed findings are shown: ${words}.`
  }

  const keep = () => {
    const state = new URLSearchParams(asked()).toString()
    history.replaceState(null, '', state === '' ? location.href.split('#')[0] : `#${state}`)
  }

  const ask = (state) => {
    for (const name of names) {
      const select = form.elements[name]
      const value = state.get(name) ?? ''
      select.value = Array.from(select.options).some((option) => option.value === value) ? value : ''
    }
    show()
  }

  /** The address names filters (#severity=high) or a part of the page (#gaps), such as one finding, which is opened and never hidden. */
  const follow = () => {
    const hash = location.hash.slice(1)
    const place = hash === '' ? null : document.getElementById(hash)
    if (place === null) ask(new URLSearchParams(hash))
    if (!(place instanceof HTMLDetailsElement)) return
    if (place.hidden) ask(new URLSearchParams())
    place.open = true
    place.scrollIntoView()
  }

  form.addEventListener('change', () => {
    show()
    keep()
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => {
    // The form has its old values until the event is over.
    setTimeout(() => {
      show()
      keep()
    })
  })
  window.addEventListener('hashchange', follow)
  form.hidden = false
  show()
  follow()
})()

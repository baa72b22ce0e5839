"""The offline brain: understands everyday requests from sentence templates, and acts on none that is doubtful.

A domain's `phrases/en.yaml` is all that it knows about how people speak:

```yaml
language: en
verbs:
  show_memory:                 # a method of the domain
    say:                       # hassil templates: (a|b), [optional], {slot}, <rule>, (in any order;as well)
      - "(what|which programs) (is|are) (using|eating) [up] (my|the) (memory|ram)"
      - sentence: "top {count} processes [by cpu]"
        args: {by: cpu}        # arguments that the sentence fixes
        slots: {count: limit}  # slot -> argument, where they differ
        sure: true             # a change with free words ({text: ...}) acts even where little else was said
    example: "what is using my memory?"  # told to whoever asks what can be said
    ask: "Show what uses the memory?"   # a button, or a question; may use {slot}
    opposite: hide_memory      # the verb that "turn it off again" means
    why: show_overview         # the verb that answers a "why?" after this one
rules:
  pc: "(my|the) (pc|computer)"
slots:
  lamp: {names: light+area}    # one of two lists of live names
  disk: {names: disk}          # what `Domain.names["disk"]` says there is right now; the argument is `Name.id`
  count: {number: [1, 20]}     # figures or words
  when: {time: past}           # what tools/times.py reads; fills start and end, at, or hours
  metric: {values: {cpu: [cpu, processor]}}
  title: {text: 6}             # any words, at most six
  note: {text: 40, verbatim: true}  # words to keep as they are: a "not" or "she" in them is no doubt about the request
words: [fps, lag]              # hints that this domain is meant
```

Articles, possessives and polite words need not be written: they are skipped on both sides. A `write` or `danger` runs
only when a template accounts for every other word; beside free words it must say two more words of weight, or be
marked `sure`, and with a slot that the verb has no argument for it asks first. What no template
covers is understood from examples (learnt.py), as an order inside a longer sentence (within.py), or as what is different
from the request before (elliptical.py): a `read` runs, a change waits for a yes.
"""

"""The offline brain: understands everyday requests from sentence templates, and acts on none that is doubtful.

A domain's `phrases/en.yaml` says how people speak to it (`phrases.py` reads it):

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
    about: ["memory"]          # of a look: telling words, whatever stands between them in a question
    example: "what is using my memory?"  # told to whoever asks what can be said
    ask: "Show what uses the memory?"   # a button, or a question; may use {slot}
    opposite: hide_memory      # the verb that "turn it off again" means
    why: show_overview         # the verb that answers a "why?" after this one
    then: free_memory          # the verb that "do it" means after this one
rules:
  pc: "(my|the) (pc|computer)"
slots:
  disk: {names: disk}          # what `Domain.names["disk"]` says there is right now; the argument is `Name.id`
  but: {names: light+light_area}  # one of several lists of live names
  count: {number: [1, 20]}     # figures or words
  when: {time: past}           # what tools/times.py reads; fills start and end, at, or hours
  length: {time: length}       # only how long: "half an hour"; {time: moment} is only a point in time: "half past nine"
  metric: {values: {cpu: [cpu, processor]}}
  title: {text: 6}             # any words, at most six
  note: {text: 40, verbatim: true}  # words to keep as they are: a "not" or "she" in them is no doubt about the request
  folder: {path: true}         # a folder or file as it is written
  site: {host: true}           # the name or address of a host or website: "printer.lan", "192.168.1.20"
words: [fps, lag]              # hints that this domain is meant
```

Articles, possessives and polite words need not be written: they are skipped on both sides. A `write` or `danger` runs
only when a template accounts for every other word; beside free words it must say two more words of weight, or be
marked `sure`, and with a slot that the verb has no argument for it asks first. An argument that takes a list takes
several names: "the desk lamp and the fan". What is named to be spared, "all but the nursery", goes to the argument
"but" of a verb that has one.

Kinds of things in places need no template of their own (`groups.py`). Beside single things, a domain's list "light" may
have the words for the kind: "lights" by the id "light@all" for all of it, "lamp" by "light@one" for one of it. The list
"light_area" has the places where there are some, by ids such as "light@kitchen" and "light@all" for the whole house.
"the lights in the kitchen" then is the group "light@kitchen", and "the kitchen lamp" the one lamp there, or a question
which. The list "area" has all places by ids such as "kitchen", so that "the blinds in the hall", where there are none,
does not mean all of them.

`Context.rooms` are the rooms of who speaks: who has one says "my lights". `Context.room` is where a voice assistant
hears them: "the light" is the one there.

What no template covers is understood from examples (`learn.py`, `learnt.py`), as an order inside a longer sentence
(`within.py`), by telling words or likeness (`offering.py`), or as what is different from the request before
(`elliptical.py`): a `read` runs, a change waits for a yes or is offered as a button. Several requests in one message
are made when each is understood by itself (`several.py`); `understanding.py` is the whole way.
"""

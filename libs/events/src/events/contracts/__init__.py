"""The committed contracts of the events: JSON Schemas, golden samples, the reference in docs/events.md.

`python -m events.contracts --write` brings them up to date and refuses a change that would break an older reader;
the tests of this library check the same. Nothing of it is needed to publish or to consume.
"""

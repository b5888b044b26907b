"""Lists that people hear of: as an Atom feed or by mail, always under the filters they chose.

Each app hands in its lists in a module `subscriptions` of its own (`lists`); what is here knows none
of them. `feeds` shows a list to feed readers, `actions` is what happens with mails: asked for,
confirmed, told, left.
"""

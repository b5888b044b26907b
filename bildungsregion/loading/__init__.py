"""From a region's folder (regions/<slug>/) to rows of the database.

Reading comes first and touches no database: folder.py opens the files, one module per subject
(places, topics, actors, offers, events, projects, documents, region, pages, fund) turns their lines
into records, and every fault is collected with its file and line. Only a folder without a fault is
written (writing.py), in one transaction, and only where the office has edited nothing since
(docs/adr/0030, 0031). run.load() is the whole of it; `manage.py load_region` calls it.
"""

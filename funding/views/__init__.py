"""The fund's pages: public.py before login, applying.py and filing.py for institutions."""

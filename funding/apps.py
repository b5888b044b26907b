from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Förderung"
    # What offers say of the fund; applications make no edition (base/edition.py).
    shown = ("Programme", "RuleSet")

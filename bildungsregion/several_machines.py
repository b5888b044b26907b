"""Settings of an installation on more than one machine: cache, pooled connections, files (docs/scaling.md).

Read by settings.py before there is a Django.
"""

from importlib.util import find_spec

import environ
from django.core.exceptions import ImproperlyConfigured


# How long an address of a file holds that only our own nginx gets to see.
SIGNED_SECONDS = 60


def cache(env: environ.Env, region: str) -> dict:
    """A table of the database, or Valkey/Redis where CACHE_URL names it."""
    said = env.cache("CACHE_URL", default="dbcache://cache_entries")
    if "redis" in said["BACKEND"].lower():
        _demand("redis", "CACHE_URL")
        said["BACKEND"] = "bildungsregion.base.shared_cache.SharedCache"
        # Several installations may share a server, but never what they keep there.
        said["KEY_PREFIX"] = env.str("CACHE_PREFIX", default=region)
    return said


def pool(database: dict, *, is_pooled: bool) -> None:
    """What a connection to PostgreSQL may keep: plans of queries, unless it goes through PgBouncer.

    There, in transaction mode, it is another session in each transaction. DATABASE_URL may say other options.
    """
    if "postgresql" not in database["ENGINE"]:
        return
    options = database.setdefault("OPTIONS", {})
    if is_pooled:
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
        options["prepare_threshold"] = None
        return
    # What is planned once is planned for any value (docs/adr/0359): base/prepared.py asks by keys alone. All other
    # queries of Django's go unprepared, however often they are asked.
    options["prepare_threshold"] = 5
    kept = options.get("options", "")
    options["options"] = f"{kept} -c plan_cache_mode=force_generic_plan".strip()


def storage(env: environ.Env, folder: dict) -> dict:
    """Where uploads lie: ``folder``, or a private bucket where S3_BUCKET names one."""
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return folder
    _demand("storages", "S3_BUCKET")
    _demand("boto3", "S3_BUCKET")
    return {
        "BACKEND": "bildungsregion.base.scanning.bucket.ScannedBucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "addressing_style": env.str("S3_ADDRESSING", default="path"),
            "signature_version": "s3v4",
            # Who may have a file is asked by the portal: the bucket hands out nothing by itself.
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": SIGNED_SECONDS,
            "file_overwrite": False,
        },
    }


def _demand(module: str, setting: str) -> None:
    if find_spec(module) is None:
        raise ImproperlyConfigured(
            f"{setting} ist gesetzt, aber das Paket „{module}“ fehlt. Bitte einrichten: "
            ".venv/bin/pip install --require-hashes -r requirements-shared.txt"
        )

#!/bin/sh
# The site of deploy/nginx as a container has it: PORTAL_HOST is its name, no port is below 1024, the portal is called
# web, certificate and key are secrets, and the log goes where the container's log goes.
set -eu
: "${PORTAL_HOST:?PORTAL_HOST fehlt: der Name des Portals, zum Beispiel bildungsregion.example}"
deploy=/srv/bildungsregion/deploy site=/run/nginx/site
mkdir -p "$site"
# What was on its way when the container was killed.
rm -rf /var/lib/bildungsregion-proxy/*
# A machine without IPv6 has no address to listen at.
no_six=; [ -e /proc/net/if_inet6 ] || no_six='/listen \[::\]/d'
for file in "$deploy"/nginx/*.conf; do
    sed -e "$no_six" \
        -e 's|/etc/letsencrypt/live/[^/]*/fullchain\.pem|/run/secrets/certificate|' \
        -e 's|/etc/letsencrypt/live/[^/]*/privkey\.pem|/run/secrets/certificate_key|' \
        -e "s|bildungsregion\.example|$PORTAL_HOST|g" \
        -e 's|server 127\.0\.0\.1:8000|server web:8000|' \
        -e 's|\(listen .*\)80;|\18080;|' -e 's|\(listen .*\)443 |\18443 |' \
        -e 's|/etc/bildungsregion-wartung|/run/nginx/wartung|' \
        -e 's|/var/log/nginx/bildungsregion\.log|/dev/stdout|' \
        -e 's|/var/log/nginx/bildungsregion-error\.log|stderr|' \
        -e "s|$deploy/nginx/\([a-z0-9-]*\.conf\)|$site/\1|" "$file" >"$site/${file##*/}"
done
exec nginx -c "$deploy/container/nginx.conf"

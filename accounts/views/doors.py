"""Who comes in: people of the office, with the second factor where it is demanded."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from bildungsregion.base import second_factor


class OfficeOnly:
    """Mixed into pages of the office outside its site; strangers get 404."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not request.user.is_staff:
            raise Http404("not of the office")
        if second_factor.is_missing(request):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('account_second_factor')}?{query}")
        return super().dispatch(request, *args, **kwargs)

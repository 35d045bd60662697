#include "kiosk/audit/states.h"

#define HOME "tap anywhere\nwait screen home\n"
#define FORM HOME "tap #make\nwait screen services\ntap #theme:voirie\nwait screen services\ntap #form:lampadaire\nwait screen form\n"
/* Letters as a hand types them, and a pause: fast ones are taken for a scanner's. */
#define ANSWERED FORM "type 12 rue des tis\nwait text 12 rue des Tisserands\ntap 12 rue des Tisserands\ntap #next\n" \
	"wait text Que se passe-t-il\ntap #opt:panne:eteint\ntap #next\nwait text danger\ntap #opt:danger:no\ntap #next\nwait text téléphone\n" \
	"type 0639981234\nwait 300\ntap #next\nwait screen review\n"
#define SENT ANSWERED "tap #send\nwait screen number\n"

const struct audit_state audit_states[] = {
	{ "idle", "town", NULL, NULL, "Veille", true },
	{ "idle.empty", "empty", NULL, NULL, NULL, true },
	{ "home", "town", "home", NULL, "Accueil", true },
	{ "home.empty", "empty", "home", NULL, NULL, false },
	{ "search", "town", "search", NULL, "Recherche", true },
	{ "search.found", "town", "search:carte", NULL, "Résultats", false },
	{ "search.nothing", "town", "search:xyzxyz", NULL, NULL, false },
	{ "places", "town", "places", NULL, "Lieux", true },
	{ "places.kind", "town", "places:toilets", NULL, NULL, false },
	{ "place", "town", "place:mediatheque", NULL, "Un lieu", false },
	{ "departments", "town", "departments", NULL, "Services", true },
	{ "agenda", "town", "agenda", NULL, "Agenda", true },
	{ "services", "town", "services", NULL, "Démarches", true },
	{ "checklist", "town", "checklist:identite", NULL, "Pièces à fournir", true },
	{ "form", "town", "form:lampadaire", NULL, "Formulaire", true },
	{ "follow", "town", "follow", NULL, "Suivre", true },
	{ "talk", "town", "talk", NULL, "Parler à quelqu’un", true },
	{ "alert", "town", "alert:coupure-eau-tisserands", NULL, "Alerte", true },
	{ "languages", "town", "languages", NULL, "Langues", true },
	{ "help", "town", "help", NULL, "Aide", true },
	{ "quit", "town", "quit", NULL, "Quitter", true },
	{ "still-there", "town", "still-there", NULL, "Toujours là ?", true },
	{ "maintenance", "town", "maintenance", NULL, "Maintenance", true },
};
const size_t audit_states_len = ARRAY_LEN(audit_states);

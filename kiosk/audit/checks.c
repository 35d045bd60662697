#include <stdarg.h>

#include "kiosk/audit/check.h"

const struct check checks[] = {
	{ "clipped", CHECK_LAID, "Aucun texte n’est coupé, ni par sa boîte, ni par le bord de l’écran.", check_clipped },
	{ "overlap", CHECK_LAID, "Aucun texte, aucune icône et aucune commande n’en recouvre une autre.", check_overlap },
	{ "room", CHECK_LAID, "Ce qui est trop long se lit page à page, avec des boutons.", check_room },
	{ "target", CHECK_LAID, "Toute cible mesure au moins 12,7 mm de côté.", check_target },
	{ "gap", CHECK_LAID, "Deux cibles sont séparées d’au moins 2,54 mm.", check_gap },
	{ "reach", CHECK_LAID, "En mode « plus bas », tout ce qui s’active est dans la partie basse de l’écran.", check_reach },
	{ "field", CHECK_LAID, "Le clavier affiché ne recouvre jamais le champ dans lequel on écrit.", check_field_seen },
	{ "name", CHECK_LAID, "Tout ce qui s’active a un nom que la voix prononce.", check_name },
	{ "order", CHECK_LAID, "« Suivant » mène à chaque commande, dans l’ordre de lecture, et revient au début.", check_order },
	{ "arrows", CHECK_LAID, "Les flèches mènent de chaque commande à toutes les autres, sans piège.", check_arrows },
	{ "way-back", CHECK_LAID, "Chaque page offre un retour ou une sortie.", check_way_back },
	{ "untranslated", CHECK_LAID, "Tous les mots sont dans la langue choisie, ou leur langue est indiquée.", check_untranslated },
	{ "unspoken", CHECK_LAID, "Tous les mots de la page sont dits par la voix.", check_unspoken },
	{ "mirrored", CHECK_LAID, "En arabe, la page est le miroir exact de la même page ; chiffres, numéros et codes ne le sont pas.",
	  check_mirrored },
	{ "contrast", CHECK_PAINTED, "Le contraste des textes, mesuré sur les pixels, tient les seuils de chaque thème.", check_contrast },
	{ "control", CHECK_PAINTED, "Les icônes et les contours des champs ont un contraste d’au moins 3:1.", check_control },
	{ "focus", CHECK_FOCUS, "Le focus se voit sur chaque commande : assez de pixels changent, à 3:1 au moins.", check_focus },
};
const size_t checks_len = ARRAY_LEN(checks);

void check_page(struct audit_page *page, enum check_when when)
{
	for (size_t i = 0; i < checks_len; i++)
		if (checks[i].when == when) {
			page->check = checks[i].name;
			checks[i].run(page);
		}
}

/* How a person finds it on the glass: its id, else its role and words. */
static const char *label(const struct audit_page *page, const struct node *node)
{
	const struct node *known = node;
	struct arena *arena = page->ui->arena;
	const char *words = node_name(arena, node);

	while (known && !known->id && !known->role)
		known = known->parent;
	if (known && known->id)
		return known == node ? arena_printf(arena, "#%s", known->id) : arena_printf(arena, "#%s « %.60s »", known->id, words);
	return arena_printf(arena, "%s « %.60s »", known ? role_name(known->role) : "page", words);
}

/* The same thing in another language is the same fault: what it is called is its place in the tree. */
static const char *place(const struct audit_page *page, const struct node *node)
{
	const struct node *known = node;
	int at = 0;

	while (known && !known->id && !known->role)
		known = known->parent;
	for (const struct node *n = page->ui->root; n && n != known; n = node_next(page->ui->root, n))
		at += known && !known->id && n->role == known->role;
	if (known && known->id)
		return arena_printf(page->ui->arena, "#%s", known->id);
	return arena_printf(page->ui->arena, "%s %d", known ? role_name(known->role) : "page", at);
}

void found(const struct audit_page *page, const struct node *node, const char *fmt, ...)
{
	struct arena *arena = page->ui->arena;
	char *what;
	va_list args;

	va_start(args, fmt);
	what = arena_vprintf(arena, fmt, args);
	va_end(args);
	findings_add(page->out, page->check, page->state, node ? place(page, node) : "page",
	             node ? arena_printf(arena, "%s: %s", label(page, node), what) : what, page->where, 1);
}

const struct node *check_scroller(const struct node *node)
{
	while (node && !node->scrolls)
		node = node->parent;
	return node;
}

struct rect check_seen(const struct audit_page *page, const struct node *node)
{
	const struct node *box = check_scroller(node);
	struct rect glass = { .w = page->ui->look->width, .h = page->ui->look->height };
	struct rect seen = rect_cut(node->rect, glass);

	return box && box != node ? rect_cut(seen, node_window(box)) : seen;
}

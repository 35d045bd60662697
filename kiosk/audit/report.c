#include "kiosk/audit/report.h"

#include <assert.h>

#include "kiosk/audit/check.h"

static const char *const verdicts[] = {
	[MET] = "Satisfait", [MET_BY_DESIGN] = "Satisfait par construction", [PARTLY] = "En partie", [INSTALLER] = "À la pose",
	[NOT_APPLICABLE] = "Sans objet",
};
static_assert(ARRAY_LEN(verdicts) == VERDICTS, "a word for each");

/* What no machine can test at all, beyond what single clauses say. */
static const char *const for_people[] = {
	"Le sens : qu’une phrase soit juste, claire et utile, dans chaque langue. La machine voit qu’elle est traduite et dite.",
	"Les voix : qu’elles se comprennent dans le bruit de la rue.",
	"Le lieu : hauteur, approche, reflets, pluie, prise de casque, relief des touches.",
	"Les personnes : un essai avec des personnes aveugles, malvoyantes, en fauteuil, qui lisent peu ou pas le français.",
};

const char *report_number(unsigned long n, char *out, size_t size)
{
	if (n >= 1000000)
		snprintf(out, size, "%lu\u202f%03lu\u202f%03lu", n / 1000000, n / 1000 % 1000, n % 1000);
	else if (n >= 1000)
		snprintf(out, size, "%lu\u202f%03lu", n / 1000, n % 1000);
	else
		snprintf(out, size, "%lu", n);
	return out;
}

static void head(FILE *out, const struct report_counts *c)
{
	char laid[40], painted[40];

	fprintf(out, "# Rapport de conformité : EN 301 549 V3.2.1\n\nÉcrit par `make audit` ; rien n’y est mis à la main. Les exigences sont celles d’un terminal à fonction "
	             "fermée.\n\nL’audit ouvre %lu états des %lu écrans (vide, long, en erreur, hors ligne, panne d’imprimante, clavier ouvert, alerte) et les regarde :\n\n"
	             "- sans les dessiner, dans les %lu combinaisons de %lu langues, 4 tailles, 4 résolutions, posture normale ou basse : **%s pages** ;\n"
	             "- dessinés, dans chaque thème, puis dans %lu combinaisons qui couvrent toutes les paires de réglages : **%s pages**.\n\n",
	        c->states, c->screens, c->combinations, c->languages, report_number(c->laid, laid, sizeof(laid)), c->pairs, report_number(c->painted, painted, sizeof(painted)));
}

static unsigned count_of(const struct findings *found, const char *check)
{
	unsigned n = 0;

	for (const struct finding *f = found->first; f; f = f->next)
		n += streq(f->check, check);
	return n;
}

static void table_of_checks(FILE *out, const struct findings *found)
{
	fputs("## Ce que l’audit vérifie\n\nChaque contrôle est lui-même éprouvé par une faute semée (`tests/unit/kiosk_audit.c`).\n\n"
	      "| contrôle | ce qui est vrai quand il ne trouve rien | fautes |\n|---|---|---|\n", out);
	for (size_t i = 0; i < checks_len; i++)
		fprintf(out, "| `%s` | %s | %u |\n", checks[i].name, checks[i].says, count_of(found, checks[i].name));
	fprintf(out, "| `themes` | Un thème change les couleurs, et rien d’autre. | %u |\n\n", count_of(found, "themes"));
}

static void proofs(FILE *out, const char *proof)
{
	for (proof = or_empty(proof); *proof;) {
		size_t len = strcspn(proof, " ");

		if (starts_with(proof, "audit:"))
			fprintf(out, "audit `%.*s`", (int)(len - 6), proof + 6);
		else
			fprintf(out, "`%.*s`", (int)len, proof);
		proof += len + (proof[len] == ' ');
		fputs(*proof ? ", " : "", out);
	}
}

static void table_of_clauses(FILE *out)
{
	unsigned n[VERDICTS] = { 0 };

	fputs("## Clause par clause\n\n« À la pose » : cela dépend du meuble, du pavé ou du lieu, et celui qui pose le totem en répond.\n\n"
	      "| clause | exigence | état | comment | preuve | ce qu’aucune machine ne vérifie |\n|---|---|---|---|---|---|\n", out);
	for (size_t i = 0; i < clauses_len; i++) {
		const struct clause *c = &clauses[i];

		fprintf(out, "| %s | %s | %s | %s | ", c->number, c->title, verdicts[c->verdict], c->how);
		proofs(out, c->proof);
		fprintf(out, " | %s |\n", or_empty(c->people));
		n[c->verdict]++;
	}
	fputs("\n", out);
	for (int v = 0; v < VERDICTS; v++)
		if (n[v])
			fprintf(out, "- %s : %u\n", verdicts[v], n[v]);
}

bool report_write(const char *path, const struct report_counts *counts, const struct findings *found, struct err *err)
{
	FILE *out = fopen(path, "w");

	if (!out)
		return err_errno(err, "%s", path);
	head(out, counts);
	table_of_checks(out, found);
	table_of_clauses(out);
	fputs("\n## Ce qu’aucune machine ne vérifie\n\n", out);
	for (size_t i = 0; i < ARRAY_LEN(for_people); i++)
		fprintf(out, "- %s\n", for_people[i]);
	return fclose(out) == 0 || err_errno(err, "%s", path);
}

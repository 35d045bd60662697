/* Sample tickets to look at: ticket_demo DIR writes each as PNG, PDF and, on rolls, ESC/POS; ticket_demo DIR LANG a registration and
 * an acknowledgement of receipt as somebody gets them who reads LANG.
 * ticket_demo --time N lays one out N times and says how long a ticket takes until its bytes are ready. */
#include "tests/tools/ticket_samples.h"

#include "common/base/clock.h"
#include "common/print/escpos.h"
#include "common/ticket/compose.h"

static bool write_file(const char *dir, const char *name, const char *paper, const char *ext, const void *data, size_t len)
{
	char path[512];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s-%s.%s", dir, name, paper, ext);
	file = fopen(path, "wb");
	ok = file && fwrite(data, 1, len, file) == len;
	if (file && fclose(file) != 0)
		ok = false;
	if (!ok)
		perror(path);
	return ok;
}

static bool write_sample(const char *dir, const struct ticket_sample *sample)
{
	const struct paper_size *size = paper_size(sample->paper);
	struct strbuf pdf = STRBUF_INIT, png = STRBUF_INIT, escpos = STRBUF_INIT;
	struct raster raster;
	struct err err;
	bool ok;

	if (!ticket_pdf(&sample->ticket, sample->paper, &pdf, &err) || !ticket_png(&sample->ticket, sample->paper, &png, &err) ||
	    !ticket_raster(&sample->ticket, sample->paper, &raster, &err)) {
		fprintf(stderr, "%s: %s\n", sample->name, err.text);
		return false;
	}
	ok = write_file(dir, sample->name, size->name, "pdf", pdf.data, pdf.len) &&
	     write_file(dir, sample->name, size->name, "png", png.data, png.len);
	if (!size->height) {
		escpos_encode(&raster, true, &escpos);
		ok = ok && write_file(dir, sample->name, size->name, "escpos", escpos.data, escpos.len);
	}
	strbuf_done(&escpos);
	strbuf_done(&pdf);
	strbuf_done(&png);
	raster_done(&raster);
	return ok;
}

/* Composed from facts and the catalogues, as the programs do it. */
static bool write_composed(const char *dir, const char *lang, enum ticket_kind kind)
{
	static const struct town town = {
		.title = "Ville de Valbrune", .lang = "fr", .holidays = "FR", .web = "https://valbrune.example",
		.address = "Mairie, 1 place du Marché", .phone = "0321000000",
	};
	static const struct department department = { .name = "État civil et vie citoyenne", .floor = "rez-de-chaussée, porte 3",
		                                      .phone = "0321000020", .email = "citoyens@valbrune.example" };
	static const struct service fr = { .name = "Emplacement pour un déménagement", .kind = "demande", .promised_days = 10,
		                           .promised_text = "Le service vous envoie l’autorisation", .silence = "refuses",
		                           .silence_days = 60 };
	static const struct service en = { .name = "Parking space for a removal", .kind = "demande", .promised_days = 10,
		                           .promised_text = "The department sends you the permit", .silence = "refuses",
		                           .silence_days = 60 };
	struct ticket_facts facts = {
		.kind = kind, .lang = lang, .town = &town, .service = &fr, .service_also = streq(lang, "en") ? &en : &fr,
		.department = &department,
		.detail = "12 rue des Tisserands", .number = SAMPLE_NUMBER, .terminal = "Totem de la gare", .offline = true,
		.registered = INT64_C(1795527420000000), .received = TICKET_NO_TIME,
	};
	struct ticket_sample sample = { .paper = PAPER_80MM };
	struct arena *arena = arena_new();
	struct zone *zone;
	bool ok;

	if (!zone_open("Europe/Paris", &zone, NULL))
		return false;
	facts.zone = zone;
	if (kind == TICKET_RECEIPT)
		facts.received = facts.registered + HOUR_US;
	ticket_compose(arena, &facts, &sample.ticket);
	sample.name = arena_printf(arena, "composed-%s-%s", lang, kind == TICKET_RECEIPT ? "receipt" : "offline");
	ok = write_sample(dir, &sample);
	zone_close(zone);
	arena_free(arena);
	return ok;
}

static int64_t bytes_ready(const struct clock *clock, const struct ticket *ticket, size_t *ret_len)
{
	int64_t start = clock_mono(clock);
	struct strbuf escpos = STRBUF_INIT;
	struct raster raster;

	if (!ticket_raster(ticket, PAPER_80MM, &raster, NULL))
		abort();
	escpos_encode(&raster, true, &escpos);
	*ret_len = escpos.len;
	raster_done(&raster);
	strbuf_done(&escpos);
	return clock_mono(clock) - start;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int measure(size_t n)
{
	const struct clock clock = clock_system(false);
	const struct ticket *ticket = &ticket_sample(6)->ticket; /* two languages */
	int64_t *took = calloc(n, sizeof(*took)), start = clock_mono(&clock);
	size_t len = 0;

	if (!took)
		return 1;
	ticket_warm_up();
	printf("warm_up_ms %.1f\n", (double)(clock_mono(&clock) - start) / 1000);
	for (size_t i = 0; i < n; i++)
		took[i] = bytes_ready(&clock, ticket, &len);
	printf("first_ms %.1f\n", (double)took[0] / 1000);
	qsort(took, n, sizeof(*took), by_size);
	printf("p50_ms %.1f\np99_ms %.1f\nbytes %zu\n", (double)took[n / 2] / 1000, (double)took[n - 1 - n / 100] / 1000, len);
	free(took);
	return 0;
}

int main(int argc, char **argv)
{
	bool ok = true;

	if (argc == 3 && streq(argv[1], "--time"))
		return measure((size_t)CLAMP(strtol(argv[2], NULL, 10), 1, 100000));
	if (argc == 3)
		return write_composed(argv[1], argv[2], TICKET_REGISTRATION) && write_composed(argv[1], argv[2], TICKET_RECEIPT) ? 0 : 1;
	if (argc != 2) {
		fprintf(stderr, "usage: ticket_demo DIR [LANG] | --time N\n");
		return 2;
	}
	for (size_t i = 0; i < ticket_samples_count(); i++)
		ok = write_sample(argv[1], ticket_sample(i)) && ok;
	return ok && write_composed(argv[1], "fr", TICKET_REGISTRATION) && write_composed(argv[1], "en", TICKET_RECEIPT) ? 0 : 1;
}

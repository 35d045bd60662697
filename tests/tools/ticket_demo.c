/* Sample tickets to look at: ticket_demo DIR writes each as PNG, PDF and, on rolls, ESC/POS. */
#include "tests/tools/ticket_samples.h"

#include "common/ticket/ticket.h"

#include <fcntl.h>
#include <unistd.h>

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
	struct strbuf pdf = STRBUF_INIT, png = STRBUF_INIT;
	struct err err;
	bool ok;

	if (!ticket_pdf(&sample->ticket, sample->paper, &pdf, &err) || !ticket_png(&sample->ticket, sample->paper, &png, &err)) {
		fprintf(stderr, "%s: %s\n", sample->name, err.text);
		return false;
	}
	ok = write_file(dir, sample->name, size->name, "pdf", pdf.data, pdf.len) &&
	     write_file(dir, sample->name, size->name, "png", png.data, png.len);
	strbuf_done(&pdf);
	strbuf_done(&png);
	return ok;
}

int main(int argc, char **argv)
{
	bool ok = true;

	if (argc != 2) {
		fprintf(stderr, "usage: ticket_demo DIR\n");
		return 2;
	}
	for (size_t i = 0; i < ticket_samples_count(); i++)
		ok = write_sample(argv[1], ticket_sample(i)) && ok;
	return ok ? 0 : 1;
}

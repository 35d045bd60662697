#include "hub/mailer.h"

#include "common/base/civil.h"
#include "common/base/log.h"
#include "common/secret/secret.h"

#include <curl/curl.h>
#include <pthread.h>

struct mailer {
	struct hub *hub;
	struct store *store; /* the thread's */
	char password[256];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	bool stopping, woken;
};

/* ---- the message */

/* A word that is not plain ASCII as RFC 2047 wants it, in pieces of whole characters. Line ends never reach a header. */
static void add_header_text(struct strbuf *out, const char *text)
{
	enum { PIECE = 42 };
	bool plain = true;

	for (const char *p = text; *p; p++)
		plain = plain && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f;
	if (plain && strlen(text) < 900) {
		strbuf_add(out, text);
		return;
	}
	for (bool first = true; *text; first = false) {
		size_t len = strlen(text) <= PIECE ? strlen(text) : PIECE;

		while (len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
		strbuf_add(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64_add(out, text, len);
		strbuf_add(out, "?=");
		text += len;
	}
}

static void add_date(struct strbuf *out, int64_t now)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = civil_from_time(NULL, now);

	strbuf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[c.weekday % 7], c.day, months[(c.month + 11) % 12], c.year,
	            c.hour, c.minute, c.second);
}

static void add_address(struct strbuf *out, const char *name, const char *address)
{
	strbuf_addf(out, "%s: ", name);
	for (; *address; address++) /* no line end, nothing that opens another address */
		if ((unsigned char)*address > 0x20 && (unsigned char)*address < 0x7f && !strchr(",;<>\"()", *address))
			strbuf_addc(out, *address);
	strbuf_add(out, "\r\n");
}

void mailer_compose(const struct mail *mail, const char *from, int64_t now, const char *message_id, struct strbuf *out)
{
	enum { LINE = 57 };
	size_t len = strlen(mail->body);

	add_date(out, now);
	add_address(out, "From", from);
	add_address(out, "To", mail->rcpt);
	strbuf_addf(out, "Message-ID: <%s>\r\nSubject: ", message_id);
	add_header_text(out, mail->subject);
	strbuf_add(out, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	                "Content-Transfer-Encoding: base64\r\n\r\n");
	for (size_t at = 0; at < len; at += LINE) {
		base64_add(out, mail->body + at, MIN((size_t)LINE, len - at));
		strbuf_add(out, "\r\n");
	}
}

/* ---- sending */
struct reader {
	const char *data;
	size_t len;
};

static size_t on_read(char *out, size_t size, size_t count, void *ctx)
{
	struct reader *reader = ctx;
	size_t len = MIN(size * count, reader->len);

	memcpy(out, reader->data, len);
	reader->data += len;
	reader->len -= len;
	return len;
}

static bool send_mail(struct mailer *mailer, const struct mail *mail, struct err *err)
{
	const struct conf *conf = mailer->hub->conf;
	const char *from = conf_text(conf, "mail.from");
	const char *at = strchr(from, '@');
	CURL *curl = curl_easy_init();
	struct curl_slist *to = curl_slist_append(NULL, mail->rcpt);
	struct strbuf message = STRBUF_INIT;
	char id[160], said[CURL_ERROR_SIZE] = "";
	struct reader reader;
	CURLcode code;

	if (!curl || !to)
		abort();
	snprintf(id, sizeof(id), "parvis-%lld@%.100s", (long long)mail->id, at ? at + 1 : "localhost");
	mailer_compose(mail, from, store_now(mailer->store), id, &message);
	reader = (struct reader){ strbuf_str(&message), message.len };
	curl_easy_setopt(curl, CURLOPT_URL, conf_text(conf, "mail.server"));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, &reader);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(conf_bool(conf, "mail.starttls") ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
	if (*conf_text(conf, "mail.user")) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, conf_text(conf, "mail.user"));
		curl_easy_setopt(curl, CURLOPT_PASSWORD, mailer->password);
	}
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		err_set(err, ERR_NETWORK, "%s", *said ? said : curl_easy_strerror(code));
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	strbuf_done(&message);
	return code == CURLE_OK;
}

static bool note(struct mailer *mailer, const struct mail *mail, bool sent, const char *trouble, struct err *err)
{
	int64_t wait = MINUTE_US << MIN(mail->tries, 9);

	if (!store_begin(mailer->store, err))
		return false;
	if (sent ? store_mail_sent(mailer->store, mail->id, err)
	         : store_mail_failed(mailer->store, mail->id, store_now(mailer->store) + MIN(wait, 6 * HOUR_US), trouble, err))
		return store_commit(mailer->store, err);
	store_rollback(mailer->store);
	return false;
}

/* Sends what is due. Returns how long nothing will be, µs. */
static int64_t send_due(struct mailer *mailer)
{
	for (int i = 0; i < 100; i++) {
		struct mail mail;
		struct err err = { .code = ERR_NONE }, trouble = { .text = "" };
		int64_t next = 0;
		bool sent, noted;

		if (!store_mail_next(mailer->store, &mail, &next, &err)) {
			if (err.code != ERR_NONE)
				log_error("mail: %s", err.text);
			return next ? CLAMP(next - store_now(mailer->store), SECOND_US, MINUTE_US) : MINUTE_US;
		}
		sent = send_mail(mailer, &mail, &trouble);
		if (!sent)
			log_warn("mail %lld waits: %s", (long long)mail.id, trouble.text);
		noted = note(mailer, &mail, sent, trouble.text, &err);
		mail_done(&mail);
		if (!noted) {
			log_error("mail: %s", err.text);
			return MINUTE_US;
		}
	}
	return SECOND_US;
}

static void *work(void *ctx)
{
	struct mailer *mailer = ctx;

	pthread_mutex_lock(&mailer->lock);
	while (!mailer->stopping) {
		struct timespec until;
		int64_t wait;

		mailer->woken = false;
		pthread_mutex_unlock(&mailer->lock);
		wait = send_due(mailer);
		pthread_mutex_lock(&mailer->lock);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += wait / SECOND_US;
		while (!mailer->stopping && !mailer->woken && pthread_cond_timedwait(&mailer->work, &mailer->lock, &until) == 0)
			continue;
	}
	pthread_mutex_unlock(&mailer->lock);
	return NULL;
}

static bool read_password(struct mailer *mailer, struct err *err)
{
	const char *path = conf_text(mailer->hub->conf, "mail.password_file");
	struct strbuf text = STRBUF_INIT;

	if (!*path)
		return true;
	if (!strbuf_read_file(&text, path, sizeof(mailer->password) - 1))
		return err_errno(err, "[mail] password_file %s", path);
	snprintf(mailer->password, sizeof(mailer->password), "%.*s", (int)strcspn(strbuf_str(&text), "\r\n"), strbuf_str(&text));
	strbuf_done(&text);
	return true;
}

bool mailer_start(struct hub *hub, struct mailer **ret_mailer, struct err *err)
{
	struct mailer *mailer;
	pthread_condattr_t attr;

	*ret_mailer = NULL;
	if (!*conf_text(hub->conf, "mail.server"))
		return true;
	if (!strchr(conf_text(hub->conf, "mail.from"), '@'))
		return err_set(err, ERR_BAD_INPUT, "[mail] server is set, so [mail] from wants an address too");
	mailer = calloc(1, sizeof(*mailer));
	if (!mailer)
		abort();
	mailer->hub = hub;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (!read_password(mailer, err) || !hub_store_open(hub, false, &mailer->store, err)) {
		free(mailer);
		return false;
	}
	pthread_mutex_init(&mailer->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&mailer->work, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&mailer->thread, NULL, work, mailer) != 0)
		abort();
	*ret_mailer = mailer;
	return true;
}

void mailer_wake(struct mailer *mailer)
{
	if (!mailer)
		return;
	pthread_mutex_lock(&mailer->lock);
	mailer->woken = true;
	pthread_cond_signal(&mailer->work);
	pthread_mutex_unlock(&mailer->lock);
}

void mailer_stop(struct mailer *mailer)
{
	if (!mailer)
		return;
	pthread_mutex_lock(&mailer->lock);
	mailer->stopping = true;
	pthread_cond_signal(&mailer->work);
	pthread_mutex_unlock(&mailer->lock);
	pthread_join(mailer->thread, NULL);
	store_close(mailer->store);
	pthread_mutex_destroy(&mailer->lock);
	pthread_cond_destroy(&mailer->work);
	secret_wipe(mailer->password, sizeof(mailer->password));
	free(mailer);
	curl_global_cleanup();
}

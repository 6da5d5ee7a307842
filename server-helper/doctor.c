// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: whether a client would boot, and what keeps it from that. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"

#define STEP "doctor"

static const struct {
	const char *name;
	void (*look)(struct doctor *doctor);
} areas[] = {
	{ "conf", doctor_conf }, { "tftp", doctor_tftp },
	{ "dhcp", doctor_dhcp }, { "host", doctor_host },
	{ "nfs", doctor_nfs },
};

#define AREAS (sizeof(areas) / sizeof(*areas))

static struct doctor doctor;

/* Printable ASCII, whatever a file or a packet has brought. */
static void print_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			printf("%s\\x%02x", doctor.json ? "\\" : "",
			       (unsigned char)*text);
		else if (doctor.json && (*text == '"' || *text == '\\'))
			printf("\\%c", *text);
		else
			putchar(*text);
}

static void print_member(const char *name, const char *text)
{
	printf("%s\"%s\": \"", *name == 's' ? "{" : ", ", name);
	print_text(text);
	putchar('"');
}

static void print_finding(const char *severity, const char *object,
			  const char *cause, const char *mend)
{
	static bool again;

	if (doctor.json) {
		fputs(again ? ",\n  " : "\n  ", stdout);
		print_member("severity", severity);
		print_member("object", object);
		print_member("cause", cause);
		print_member("mend", mend);
		putchar('}');
	} else {
		printf("%s: ", severity);
		print_text(object);
		fputs(": ", stdout);
		print_text(cause);
		fputs("; mend: ", stdout);
		print_text(mend);
		putchar('\n');
	}
	again = true;
	/* Some checks wait for answers: what is known is read meanwhile. */
	fflush(stdout);
}

void doctor_error(struct doctor *d, const char *object, const char *cause,
		  const char *mend)
{
	d->errors++;
	print_finding("error", object, cause, mend);
}

void doctor_warning(struct doctor *d, const char *object, const char *cause,
		    const char *mend)
{
	d->warnings++;
	print_finding("warning", object, cause, mend);
}

void doctor_unknown(struct doctor *d, const char *object, const char *cause,
		    const char *mend)
{
	d->unknowns++;
	print_finding("unknown", object, cause, mend);
}

static void (*reports_find)(struct doctor *d, const char *object,
			    const char *cause, const char *mend);
static const char *reports_mend;

static void take_report(bool is_error, const char *object, const char *reason)
{
	if (is_error)
		reports_find(&doctor, object, reason, reports_mend);
	else
		doctor_warning(&doctor, object, reason, reports_mend);
}

void doctor_reports_begin(struct doctor *d,
			  void (*find)(struct doctor *doctor,
				       const char *object, const char *cause,
				       const char *mend),
			  const char *mend)
{
	(void)d;
	reports_find = find;
	reports_mend = mend;
	say_divert(take_report);
}

void doctor_reports_end(void)
{
	say_divert(NULL);
}

struct doctor_text doctor_text(const char *fmt, ...)
{
	struct doctor_text text;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text.s, sizeof(text.s), fmt, args);
	va_end(args);
	return text;
}

struct doctor_text doctor_quote(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._+@:,=-";
	struct doctor_text text = { "" };
	size_t at = 0;

	if (*word && !word[strspn(word, plain)])
		return doctor_text("%s", word);
	text.s[at++] = '\'';
	for (; *word && at < sizeof(text.s) - 6; word++)
		if (*word == '\'') {
			memcpy(text.s + at, "'\\''", 4);
			at += 4;
		} else {
			text.s[at++] = *word;
		}
	text.s[at] = '\'';
	return text;
}

struct doctor_text doctor_ours(const struct doctor *d, const char *fmt, ...)
{
	bool below = *d->srv->prefix;
	struct doctor_text text = doctor_text("rescue64-server%s%s ",
					      below ? " --root " : "",
					      d->srv->prefix);
	size_t len = strlen(text.s);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text.s + len, sizeof(text.s) - len, fmt, args);
	va_end(args);
	return text;
}

static void print_summary(void)
{
	unsigned open = doctor.errors + doctor.unknowns;

	fprintf(stderr, "rescue64-server: doctor: %s: ",
		open ? "no client can be sure to boot" : "a client would boot");
	fprintf(stderr, "%u errors, %u warnings, %u unknown\n", doctor.errors,
		doctor.warnings, doctor.unknowns);
}

static bool is_named(const char *area, int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!strcmp(argv[i], area))
			return true;
	return false;
}

static int check_doctor(const struct server *srv, int argc, char **argv)
{
	size_t area;
	int i;

	(void)srv;
	for (i = 0; i < argc; i++) {
		for (area = 0; area < AREAS; area++)
			if (!strcmp(argv[i], areas[area].name))
				break;
		if (area == AREAS) {
			say_error(STEP, argv[i], "no such area; see --help");
			return -EINVAL;
		}
	}
	return 0;
}

static int run_doctor(struct server *srv, int argc, char **argv)
{
	size_t i;
	int err;

	doctor.srv = srv;
	err = generation_published(srv, STEP, doctor.published);
	if (err)
		return err;
	if (doctor.json)
		putchar('[');
	for (i = 0; i < AREAS; i++)
		if (!argc || is_named(areas[i].name, argc, argv))
			areas[i].look(&doctor);
	if (doctor.json)
		puts(doctor.errors + doctor.warnings + doctor.unknowns ? "\n]"
								       : "]");
	print_summary();
	return doctor.errors + doctor.unknowns ? 1 : 0;
}

static const char *set_json(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	doctor.json = true;
	return NULL;
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "This server, as its clients see it.",
	  conf_set_server },
	{ "network", "A.B.C.D/N",
	  "Where its clients are; may be given more than once.",
	  conf_set_network },
	{ "json", NULL,
	  "An array of objects: severity (error, warning, unknown), object, "
	  "cause, mend.",
	  set_json },
	{ 0 },
};

const struct subcommand doctor_command = {
	.name = STEP,
	.operands = "[AREA]...",
	.summary = "find what keeps PCs from booting, and what mends it",
	.help = "Looks at this server as a PC that boots would, and prints one "
		"line a finding:\n"
		"\n"
		"  SEVERITY: OBJECT: cause; mend: COMMAND\n"
		"\n"
		"An error keeps PCs from booting, a warning does not; unknown "
		"is what could not be\n"
		"found out and decides whether they boot. COMMAND is for a "
		"root shell on the\n"
		"server. Changes nothing. With an AREA (conf, tftp, dhcp, "
		"host, nfs), "
		"looks at that alone.\n",
	.options = options,
	.operands_max = 16,
	.check = check_doctor,
	.run = run_doctor,
	.exits = "1 also where there is an error or something unknown",
};

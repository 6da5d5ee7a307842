/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What status has gathered, for people and for programs. */
#include "status_print.h"

#include <stdint.h>
#include <string.h>

/* What is printed as it stands there. */
static const char *const plain[][2] = {
	{ "VERSION", "rescue64" },	{ "HOSTNAME", "hostname" },
	{ "MACHINE_ID", "machine-id" }, { "INIT", "init" },
	{ "DEVICE", "interface" },	{ "ADDRESS", "address" },
	{ "NFS_SERVER", "server" },	{ "NFS_PATH", "path" },
	{ "NFS_VERSION", "nfs" },	{ "FELL_BACK", "fell back" },
	{ "GENERATION", "generation" },
};

/*
 * The names, in small letters, of rescue64-client(8), STATUS: an interface.
 * Each behind its type: a string, a number, a bool.
 */
static const char names[] =
	"sVERSION sHOSTNAME sMACHINE_ID sINIT nREADY nUPTIME nKEEPER "
	"sDEVICE sADDRESS sDHCP_SERVER sLEASE_STATE nLEASE_SECONDS nLEASE_LEFT "
	"nLEASE_RENEWALS sLEASE_STEP nLEASE_STEP_IN "
	"sNFS_SERVER nNFS_PORT sNFS_PATH sNFS_VERSION sFELL_BACK sGENERATION "
	"sOVERLAY bOVERLAY_KEPT sOVERLAY_FELL_BACK nOVERLAY_KIB "
	"nOVERLAY_KIB_USED nOVERLAY_INODES nOVERLAY_INODES_USED bOVERLAY_FULL";

static unsigned long status_number(const char *env, const char *key)
{
	char text[24];

	return text_find_quoted(env, key, text, sizeof(text))
		       ? text_number(text)
		       : 0;
}

/* "83 s of 120 s left", and what the keeper does about it. */
static void status_add_lease(struct text *to, const char *env)
{
	char server[QUAD_SIZE] = "", state[24] = "", step[40] = "";
	unsigned long total = status_number(env, "LEASE_SECONDS");
	unsigned long age = status_number(env, "LEASE_AGE");
	unsigned long renewals = status_number(env, "LEASE_RENEWALS");

	if (!text_find_quoted(env, "LEASE_STATE", state, sizeof(state)))
		return;
	text_find_quoted(env, "DHCP_SERVER", server, sizeof(server));
	text_find_quoted(env, "LEASE_STEP", step, sizeof(step));
	if (!total)
		text_add(to, "lease       none, static address\n");
	else if (total == UINT32_MAX)
		text_add(to, "lease       from %s, for ever\n", server);
	else if (age < total)
		text_add(to, "lease       from %s, %lu s of %lu s left, %s\n",
			 server, total - age, total, state);
	else
		text_add(to,
			 "lease       from %s, ended %lu s ago, address kept, "
			 "%s\n",
			 server, age - total, state);
	if (renewals)
		text_add(to, "renewed     %lu times, the last time %lu s ago\n",
			 renewals, status_number(env, "LEASE_RENEWED_AGO"));
	if (step[0])
		text_add(to, "next step   %s in %lu s\n", step,
			 status_number(env, "LEASE_STEP_IN"));
}

static void status_add_overlay(struct text *to, const char *env)
{
	char value[NOTE_SIZE] = "";

	text_find_quoted(env, "OVERLAY", value, sizeof(value));
	text_add(to, "overlay     %s%s", value,
		 status_number(env, "OVERLAY_KEPT") ? ", kept" : "");
	if (status_number(env, "OVERLAY_KIB"))
		text_add(to, ", %lu of %lu MiB used",
			 status_number(env, "OVERLAY_KIB_USED") >> 10,
			 status_number(env, "OVERLAY_KIB") >> 10);
	if (status_number(env, "OVERLAY_INODES"))
		text_add(to, ", %lu of %lu inodes",
			 status_number(env, "OVERLAY_INODES_USED"),
			 status_number(env, "OVERLAY_INODES"));
	text_add(to, "%s\n",
		 status_number(env, "OVERLAY_FULL") ? ": FULL" : "");
	if (text_find_quoted(env, "OVERLAY_FELL_BACK", value, sizeof(value)) &&
	    value[0])
		text_add(to, "fell back   overlay: %s\n", value);
}

void status_print_text(const char *env, struct text *to)
{
	unsigned long keeper = status_number(env, "KEEPER");
	char value[PATH_SIZE];

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (text_find_quoted(env, plain[i][0], value, sizeof(value)) &&
		    value[0])
			text_add(to, "%-11s %s\n", plain[i][1], value);
	status_add_lease(to, env);
	if (keeper)
		text_add(to, "keeper      running, process %lu\n", keeper);
	else
		text_add(to,
			 "keeper      not running (rescue64.lease=off, or it "
			 "was ended)\n");
	status_add_overlay(to, env);
}

/* The octets of the UTF-8 character (RFC 3629 4) at text; 0: it is none. */
static size_t utf8_length(const char *text)
{
	const uint8_t *octet = (const uint8_t *)text;
	size_t len = octet[0] < 0x80   ? 1
		     : octet[0] < 0xc2 ? 0
		     : octet[0] < 0xe0 ? 2
		     : octet[0] < 0xf0 ? 3
		     : octet[0] < 0xf5 ? 4
				       : 0;

	for (size_t i = 1; i < len; i++)
		if ((octet[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than need be, a surrogate, beyond the last. */
	if ((octet[0] == 0xe0 && octet[1] < 0xa0) ||
	    (octet[0] == 0xed && octet[1] > 0x9f) ||
	    (octet[0] == 0xf0 && octet[1] < 0x90) ||
	    (octet[0] == 0xf4 && octet[1] > 0x8f))
		return 0;
	return len;
}

/* RFC 8259 7, whatever the octets are. */
static void json_add_string(struct text *to, const char *value)
{
	text_add(to, "\"");
	while (*value) {
		size_t len = utf8_length(value);
		uint8_t c = *value;

		if (!len) {
			len = 1;
			text_add(to, "\\ufffd");
		} else if (c < ' ' || c == '"' || c == '\\') {
			text_add(to, "\\u00%02x", c);
		} else {
			text_add(to, "%.*s", (int)len, value);
		}
		value += len;
	}
	text_add(to, "\"");
}

static void json_add_value(struct text *to, char type, const char *value)
{
	/* RFC 8259 6: no leading zeros, and no more than a double can hold. */
	size_t len = strlen(value);
	bool number = len && len <= 15 && strspn(value, "0123456789") == len &&
		      (len == 1 || value[0] != '0');

	if (type == 's' && value[0])
		json_add_string(to, value);
	else if (type == 'n' && number)
		text_add(to, "%s", value);
	else if (type == 'b' && number)
		text_add(to, value[0] == '0' ? "false" : "true");
	else
		text_add(to, "null");
}

void status_print_json(const char *env, struct text *to)
{
	const char *rest = names, *word;
	const char *before = "{";
	char key[24], value[PATH_SIZE];
	size_t len;

	while ((len = text_next_word(&rest, &word))) {
		char type = *word++;

		memcpy(key, word, --len);
		key[len] = '\0';
		if (!text_find_quoted(env, key, value, sizeof(value)))
			value[0] = '\0';
		for (size_t i = 0; i < len; i++)
			if (key[i] != '_')
				key[i] |= 0x20;
		text_add(to, "%s\n  \"%s\": ", before, key);
		json_add_value(to, type, value);
		before = ",";
	}
	text_add(to, "\n}\n");
}

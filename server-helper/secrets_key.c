// SPDX-License-Identifier: GPL-2.0-or-later
/* Private keys, told by what is in the file and not by its name. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "secrets.h"

#define BASE64                                                                 \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define WORDS_MAX 80 /* of a line BEGIN ... */
#define BODY_MIN  24 /* octets in a row: a text about keys has none */

struct data {
	const char *at, *end;
};

static size_t left(const struct data *data)
{
	return (size_t)(data->end - data->at);
}

static bool is_in(char c, const char *set)
{
	return c && strchr(set, c);
}

/* How many octets of the set follow. */
static size_t span(const struct data *data, const char *set)
{
	size_t n = 0;

	while (n < left(data) && is_in(data->at[n], set))
		n++;
	return n;
}

static bool skip(struct data *data, const char *text)
{
	size_t len = strlen(text);

	if (left(data) < len || memcmp(data->at, text, len) != 0)
		return false;
	data->at += len;
	return true;
}

static bool skip_word(struct data *data, const char *word)
{
	size_t len = strlen(word);

	if (left(data) < len || strncasecmp(data->at, word, len) != 0)
		return false;
	data->at += len;
	return true;
}

/* White space, and a line's end as JSON and C write it. */
static void skip_space(struct data *data)
{
	do
		data->at += span(data, " \t\r\n");
	while (skip(data, "\\n") || skip(data, "\\r"));
}

static void skip_line(struct data *data)
{
	const char *end = memchr(data->at, '\n', left(data));

	data->at = end ? end + 1 : data->end;
}

/* "Proc-Type: 4,ENCRYPTED" (RFC 1421 4.6), "Version: ..." (RFC 9580 6.2). */
static bool is_header(const struct data *data)
{
	struct data colon = *data;
	size_t n = span(&colon, BASE64 "-");

	colon.at += n;
	return n && skip(&colon, ": ");
}

/* What RFC 7468 puts between its two lines. */
static bool has_body(struct data data)
{
	skip_space(&data);
	while (left(&data) && (is_header(&data) || *data.at == '#')) {
		skip_line(&data);
		skip_space(&data);
	}
	return span(&data, BASE64) >= BODY_MIN;
}

/*
 * -----BEGIN [WORDS ]PRIVATE KEY-----, PGP's with BLOCK at its end, ssh.com's
 * with four dashes and blanks; and OpenVPN's static keys. Encrypted ones, too:
 * whoever has the file can try passphrases for ever.
 */
static const char *find_pem(const char *text, size_t len)
{
	static const char begin[] = "-- BEGIN ", tight[] = "--BEGIN ";
	struct data data = { text, text + len };
	const char *at;

	while ((at = memmem(data.at, left(&data), "BEGIN ", 6))) {
		struct data line = { at + 6, data.end };
		size_t max = left(&line) < WORDS_MAX ? left(&line) : WORDS_MAX;
		const char *end = memmem(line.at, max, "--", 2);
		size_t words = end ? (size_t)(end - line.at) : 0;
		bool ours = (at - text >= 2 && !memcmp(at - 2, tight, 8)) ||
			    (at - text >= 3 && !memcmp(at - 3, begin, 9));

		data.at = at + 6;
		if (!ours || !end || memchr(line.at, '\n', words) ||
		    (!memmem(line.at, words, "PRIVATE KEY", 11) &&
		     !memmem(line.at, words, "OpenVPN ", 8)))
			continue;
		line.at = end;
		line.at += span(&line, "-");
		if (has_body(line))
			return "private key (PEM)";
	}
	return NULL;
}

/* PrivateKey= and PresharedKey= of wg(8) and systemd.netdev(5), private-key=
 * and preshared-key= of nm-settings(5), private: of netplan(5). */
static const char *find_wireguard(const char *text, size_t len)
{
	static const char *const names[] = { "privatekey", "private-key",
					     "presharedkey", "preshared-key",
					     "private" };
	struct data line = { text, text + len };

	for (; left(&line); skip_line(&line)) {
		size_t i, n;

		line.at += span(&line, " \t\"");
		for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
			struct data value = line;

			if (!skip_word(&value, names[i]))
				continue;
			value.at += span(&value, " \t\"");
			if (!span(&value, "=:"))
				continue;
			value.at++;
			value.at += span(&value, " \t\"");
			n = span(&value, BASE64);
			value.at += n;
			if (n == 43 && span(&value, "=") == 1)
				return "WireGuard key";
		}
	}
	return NULL;
}

/* wg genkey writes nothing else; a public key looks the same. */
static const char *read_wireguard(const char *path, const struct data *data)
{
	struct data rest = *data;
	const char *name = strrchr(path, '/');

	rest.at += span(&rest, BASE64);
	if (rest.at - data->at != 43 || !skip(&rest, "="))
		return NULL;
	skip_space(&rest);
	if (left(&rest) || strcasestr(name ? name : path, "pub"))
		return NULL;
	if (strcasestr(name ? name : path, "priv") ||
	    !strncmp(path, "/etc/wireguard/", 15))
		return "WireGuard key";
	return NULL;
}

static bool read_u32(struct data *data, uint32_t *out)
{
	size_t i;

	if (left(data) < 4)
		return false;
	for (*out = 0, i = 0; i < 4; i++)
		*out = *out << 8 | (unsigned char)*data->at++;
	return true;
}

static bool read_string(struct data *data, struct data *out)
{
	uint32_t len;

	if (!read_u32(data, &len) || len > left(data))
		return false;
	*out = (struct data){ data->at, data->at + len };
	data->at += len;
	return true;
}

/*
 * dropbear's keys: the strings of a public key (RFC 4253 6.6, RFC 5656 3.1, RFC
 * 8709 4) and then the private numbers.
 */
static const char *read_dropbear(struct data data)
{
	static const struct {
		const char *type;
		unsigned public; /* strings that a public key has */
	} types[] = { { "ssh-rsa", 2 },
		      { "ssh-dss", 4 },
		      { "ecdsa-sha2-", 2 },
		      { "ssh-ed25519", 0 } };
	struct data type, string = { 0 };
	unsigned strings = 0;
	size_t i;

	if (!read_string(&data, &type))
		return NULL;
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (skip(&type, types[i].type))
			break;
	if (i == sizeof(types) / sizeof(*types))
		return NULL;
	while (read_string(&data, &string)) {
		/* Ed25519: private and public half in one string. */
		if (!types[i].public && !strings && left(&string) != 64)
			return NULL;
		strings++;
	}
	return strings > types[i].public ? "private key (dropbear)" : NULL;
}

static bool read_u16(struct data *data, size_t *out)
{
	if (left(data) < 2)
		return false;
	*out = (size_t)(unsigned char)data->at[0] << 8 |
	       (unsigned char)data->at[1];
	data->at += 2;
	return true;
}

/* MIT Kerberos, "Keytab file format": 5, version, and entries of a size, the
 * count of the principal's components, and the realm. */
static const char *read_keytab(struct data data)
{
	uint32_t size;
	size_t count, realm, i;

	if (!skip(&data, "\x05\x02") || !read_u32(&data, &size) ||
	    !read_u16(&data, &count) || !read_u16(&data, &realm) || !size ||
	    !count || count > 16 || !realm || realm > left(&data))
		return NULL;
	for (i = 0; i < realm; i++)
		if (data.at[i] < 0x20 || data.at[i] > 0x7e)
			return NULL;
	return "Kerberos keytab";
}

/* The length of a DER value (X.690 8.1.3), which is all that is left. */
static bool read_sequence(struct data *data, bool whole)
{
	size_t len, n;

	if (!skip(data, "0") || !left(data))
		return false;
	len = (unsigned char)*data->at++;
	if (len > 0x80) {
		n = len - 0x80;
		if (n > 4 || n > left(data))
			return false;
		for (len = 0; n; n--)
			len = len << 8 | (unsigned char)*data->at++;
	}
	return whole ? len == left(data) : len <= left(data);
}

static bool skip_octets(struct data *data, const char *octets, size_t len)
{
	if (left(data) < len || memcmp(data->at, octets, len) != 0)
		return false;
	data->at += len;
	return true;
}

/*
 * Without PEM around it: PKCS #1 (RFC 8017 A.1.2), PKCS #8 (RFC 5958 2, 3), an
 * elliptic curve's (RFC 5915 3), PKCS #12 (RFC 7292 4). All begin with a
 * version, but for the encrypted PKCS #8, which begins with an algorithm of
 * PKCS #5.
 */
static const char *read_der(const char *path, struct data data)
{
	static const char pkcs5[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05";
	const char *dot = strrchr(path, '.');
	struct data inner;

	if (!read_sequence(&data, true))
		return NULL;
	inner = data;
	if (read_sequence(&inner, false))
		return skip_octets(&inner, pkcs5, sizeof(pkcs5) - 1)
			       ? "private key (PKCS #8)"
			       : NULL;
	if (skip_octets(&data, "\x02\x01\x00", 3))
		return left(&data) && (*data.at == 0x02 || *data.at == 0x30)
			       ? "private key (DER)"
			       : NULL;
	if (skip_octets(&data, "\x02\x01\x01\x30", 4) ||
	    skip_octets(&data, "\x02\x01\x01\x04", 4))
		return "private key (DER)";
	/* One that holds certificates only has another name. */
	if (skip_octets(&data, "\x02\x01\x03\x30", 4) && dot &&
	    (!strcasecmp(dot, ".p12") || !strcasecmp(dot, ".pfx")))
		return "private key (PKCS #12)";
	return NULL;
}

/* GnuPG, agent/keyformat.txt; a key on a card is "shadowed" and not there. */
static const char *read_gnupg(const char *path, const struct data *data)
{
	const char *name = strrchr(path, '/');
	size_t len = left(data);

	if (memmem(data->at, len, "(11:private-key", 15) == data->at ||
	    memmem(data->at, len, "(21:protected-private-key", 25) ==
		    data->at ||
	    (strstr(path, "/private-keys-v1.d/") &&
	     (memmem(data->at, len, "Key: (private-key", 17) ||
	      memmem(data->at, len, "Key: (protected-private-key", 27))))
		return "private key (GnuPG)";
	/* RFC 9580 5.5.1.3: packet type 5, in either form of its header. */
	if (name && !strcmp(name, "/secring.gpg") && len &&
	    ((*data->at & '\xfc') == '\x94' || *data->at == '\xc5'))
		return "private key (GnuPG)";
	return NULL;
}

/* age(1): Bech32, 58 characters behind the prefix. */
static const char *find_age(const char *text, size_t len)
{
	static const char prefix[] = "AGE-SECRET-KEY-1";
	struct data data = { text, text + len };

	while ((text = memmem(data.at, left(&data), prefix, strlen(prefix)))) {
		data.at = text + strlen(prefix);
		if (span(&data, BASE64) >= BODY_MIN)
			return "private key (age)";
	}
	return NULL;
}

const char *secrets_key(const char *path, const char *text, size_t len)
{
	struct data data = { text, text + len };
	const char *kind;

	if (!len)
		return NULL;
	if (memmem(text, len, "PuTTY-User-Key-File-", 20) == text)
		return memmem(text, len, "Private-Lines:", 14)
			       ? "private key (PuTTY)"
			       : NULL;
	if (memmem(text, len, "SSH PRIVATE KEY FILE FORMAT 1", 29) == text)
		return "private key (ssh 1)";
	(void)((kind = find_pem(text, len)) ||
	       (kind = find_wireguard(text, len)) ||
	       (kind = read_wireguard(path, &data)) ||
	       (kind = read_dropbear(data)) || (kind = read_keytab(data)) ||
	       (kind = read_der(path, data)) ||
	       (kind = read_gnupg(path, &data)) ||
	       (kind = find_age(text, len)));
	return kind;
}

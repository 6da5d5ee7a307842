/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../server-helper/secrets.h"

#define LINE64                                                                 \
	"MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g"
#define WG_KEY "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="

/* In memory of its own, so that ASan sees a read behind its end. */
static const char *key(const char *path, const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);
	const char *kind;

	memcpy(copy, data, len);
	kind = secrets_key(path, copy, len);
	free(copy);
	return kind;
}

struct sample {
	const char *path, *data;
	size_t len; /* 0: up to the NUL */
};

#define BYTES(text) text, sizeof(text) - 1

static const struct sample keys[] = {
	{ "/etc/a", "-----BEGIN PRIVATE KEY-----\n" LINE64 "\n", 0 },
	{ "/etc/a", "-----BEGIN RSA PRIVATE KEY-----\r\n" LINE64 "\r\n", 0 },
	{ "/etc/a", "-----BEGIN EC PRIVATE KEY-----\n" LINE64, 0 },
	{ "/etc/a", "-----BEGIN OPENSSH PRIVATE KEY-----\n" LINE64 "\n", 0 },
	{ "/etc/a", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" LINE64 "\n", 0 },
	{ "/etc/a",
	  "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
	  "DEK-Info: AES-256-CBC,00FF\n\n" LINE64 "\n",
	  0 },
	{ "/etc/a",
	  "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n" LINE64 "\n",
	  0 },
	{ "/etc/a",
	  "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"me\"\n" LINE64
	  "\n",
	  0 },
	{ "/etc/haproxy.pem",
	  "-----BEGIN CERTIFICATE-----\n" LINE64
	  "\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n" LINE64
	  "\n",
	  0 },
	{ "/opt/account.json",
	  "{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n" LINE64 "\\n\"}",
	  0 },
	{ "/etc/cloud.yaml",
	  "  key: |\n    -----BEGIN PRIVATE KEY-----\n    " LINE64 "\n", 0 },
	{ "/etc/openvpn/ta.key",
	  "#\n# 2048 bit OpenVPN static key\n#\n"
	  "-----BEGIN OpenVPN Static key V1-----\n"
	  "6acef03f62675b4b1bbd03e53b187727\n",
	  0 },
	{ "/root/.ssh/id.ppk",
	  "PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\nAA\n"
	  "Private-Lines: 1\nAA\n",
	  0 },
	{ "/etc/old", BYTES("SSH PRIVATE KEY FILE FORMAT 1.1\n\0\0\0\0") },
	{ "/etc/wireguard/wg0.conf", "[Interface]\nPrivateKey = " WG_KEY "\n",
	  0 },
	{ "/etc/systemd/network/a.netdev",
	  "[WireGuard]\nPrivateKey=" WG_KEY "\n", 0 },
	{ "/etc/NetworkManager/system-connections/a",
	  "[wireguard]\nprivate-key=" WG_KEY "\n", 0 },
	{ "/etc/netplan/a.yaml", "    keys:\n      private: \"" WG_KEY "\"\n",
	  0 },
	{ "/etc/wireguard/wg0.key", WG_KEY "\n", 0 },
	{ "/root/privatekey", WG_KEY, 0 },
	{ "/etc/dropbear/dropbear_ed25519_host_key",
	  BYTES("\0\0\0\x0bssh-ed25519\0\0\0\x40"
		"0123456789abcdef0123456789abcdef"
		"0123456789abcdef0123456789abcdef") },
	{ "/etc/dropbear/dropbear_rsa_host_key",
	  BYTES("\0\0\0\7ssh-rsa\0\0\0\3\1\0\1\0\0\0\2ab\0\0\0\2cd") },
	{ "/etc/krb5.keytab", BYTES("\5\2\0\0\0\x3e\0\2\0\x0b"
				    "EXAMPLE.COM\0\4host\0\1a") },
	{ "/root/.config/age.txt",
	  "# "
	  "created\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZ\n",
	  0 },
	{ "/root/.gnupg/private-keys-v1.d/0A.key",
	  "Created: 1\nKey: (private-key (ecc (curve Ed25519)\n", 0 },
	{ "/root/.gnupg/private-keys-v1.d/0A.key",
	  BYTES("(21:protected-private-key(3:ecc") },
	{ "/root/.gnupg/secring.gpg", BYTES("\x95\1\2\3") },
	/* Without PEM: PKCS #8, #1, RFC 5915, encrypted PKCS #8, PKCS #12. */
	{ "/etc/a.der", BYTES("0\x0a\2\1\0"
			      "0\5\6\3\x2b\x65\x70") },
	{ "/etc/a.der", BYTES("0\x06\2\1\0\2\1\5") },
	{ "/etc/a.der", BYTES("0\x06\2\1\1\4\1\5") },
	{ "/etc/a.der",
	  BYTES("0\x0f"
		"0\x0d\6\x09\x2a\x86\x48\x86\xf7\x0d\1\5\x0d\5\0") },
	{ "/etc/a.p12", BYTES("0\x82\0\x06\2\1\3"
			      "0\1\0") },
};

static const struct sample others[] = {
	{ "/etc/a", "", 0 },
	{ "/etc/a", "-----BEGIN CERTIFICATE-----\n" LINE64 "\n", 0 },
	{ "/etc/a", "-----BEGIN PUBLIC KEY-----\n" LINE64 "\n", 0 },
	{ "/etc/a", "-----BEGIN PRIVATE KEY-----", 0 },
	{ "/etc/a", "-----BEGIN PRIVATE KEY", 0 },
	{ "/etc/a", "BEGIN ", 0 },
	{ "/usr/local/bin/find-keys",
	  "grep -q 'BEGIN RSA PRIVATE KEY' \"$1\"\n"
	  "grep -e '-----BEGIN PRIVATE KEY-----' \"$1\"\n",
	  0 },
	{ "/etc/howto",
	  "-----BEGIN RSA PRIVATE KEY-----\n...\n"
	  "-----END RSA PRIVATE KEY-----\n",
	  0 },
	{ "/root/.ssh/id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me\n", 0 },
	{ "/root/.ssh/a.ppk", "PuTTY-User-Key-File-3: x\nPublic-Lines: 1\n",
	  0 },
	{ "/etc/wireguard/wg0.conf",
	  "# PrivateKey = here\n[Peer]\nPublicKey = " WG_KEY "\n", 0 },
	{ "/etc/wireguard/wg0.conf", "PrivateKey = put yours here\n", 0 },
	{ "/etc/wireguard/public.key", WG_KEY "\n", 0 },
	{ "/etc/digest", WG_KEY "\n", 0 },
	{ "/etc/a", BYTES("\0\0\0\x0bssh-ed25519\0\0\0\x20"
			  "0123456789abcdef0123456789abcdef") },
	{ "/etc/a", BYTES("\0\0\0\7ssh-rsa\0\0\0\3\1\0\1\0\0\0\2ab") },
	{ "/etc/a", BYTES("\0\0\0\7ssh-rsa\xff\xff\xff\xff") },
	{ "/etc/a", BYTES("\5\2\0\0\0\x3e\0\2\xff\xff") },
	{ "/etc/a", BYTES("\5\2") },
	{ "/root/.config/age.txt", "AGE-SECRET-KEY-1...\n", 0 },
	{ "/root/.gnupg/private-keys-v1.d/0A.key",
	  "Key: (shadowed-private-key (ecc\n", 0 },
	{ "/root/.gnupg/pubring.gpg", BYTES("\x99\1\2\3") },
	{ "/root/.gnupg/secring.gpg", "", 0 },
	{ "/etc/a.crt", BYTES("0\x07"
			      "0\5\2\1\0\2\1") },
	{ "/etc/a.der", BYTES("0\x84\xff\xff\xff\xff") },
	{ "/etc/a.der", BYTES("0\x03\2\1\0") },
	{ "/etc/a.der", BYTES("0") },
	/* Java's: certificates only, as far as anyone can tell. */
	{ "/etc/ssl/certs/java/cacerts", BYTES("0\x82\0\x06\2\1\3"
					       "0\1\0") },
};

static size_t length(const struct sample *sample)
{
	return sample->len ? sample->len : strlen(sample->data);
}

static void every_kind_of_key_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!key(keys[i].path, keys[i].data, length(&keys[i])))
			fail_msg("no key in sample %zu (%s)", i, keys[i].path);
}

static void nothing_else_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		const char *kind =
			key(others[i].path, others[i].data, length(&others[i]));

		if (kind)
			fail_msg("sample %zu (%s) is no %s", i, others[i].path,
				 kind);
	}
}

/* No beginning of a file is read beyond its end; ASan looks. */
static void a_file_may_end_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		for (size_t len = 0; len < length(&keys[i]); len++)
			key(keys[i].path, keys[i].data, len);
}

static void check_password(const char *path, const char *text, const char *kind,
			   const char *users)
{
	char got[32];
	size_t len = strlen(text);
	char *copy = malloc(len + 1);
	const char *found;

	memcpy(copy, text, len);
	found = secrets_password(path, copy, len, got, sizeof(got));
	free(copy);
	if (kind)
		assert_string_equal(found, kind);
	else
		assert_null(found);
	assert_string_equal(got, users);
}

static void hashes_are_told_by_their_users(void **state)
{
	static const char hashes[] = "password hashes";

	(void)state;
	check_password("/etc/shadow",
		       "root:$y$j9T$abc:19000:0:99999:7:::\n"
		       "daemon:*:19000:::::\nme:!$6$abc:1::::::\n"
		       "new:!:1::::::\nno:!*:1::::::\nempty::1::::::\n",
		       hashes, "root, me");
	check_password("/etc/shadow", "root:*:1::::::\nbin:!!:1::::::\n", NULL,
		       "");
	check_password("/etc/shadow", "root:$6$abc", NULL, "");
	check_password("/etc/shadow", "root", NULL, "");
	check_password("/etc/shadow", "", NULL, "");
	check_password("/etc/gshadow", "adm:$6$x::\nsudo:*::\n", hashes, "adm");
	check_password("/etc/passwd", "root:x:0:0::/root:/bin/sh\n", NULL, "");
	check_password("/etc/passwd", "root:aTq7c1:0:0::/root:/bin/sh\n",
		       hashes, "root");
	check_password("/etc/shadow",
		       "aaaaaaaaaaaaaaaa:$6$x:\nbbbbbbbbbbbbbbbb:$6$x:\n",
		       hashes, "aaaaaaaaaaaaaaaa, bbbbbbbbbb...");
	check_password("/srv/shadow", "root:$6$x:\n", NULL, "");
}

static void passwords_are_found_where_they_are_kept(void **state)
{
	static const char nm[] = "/etc/NetworkManager/system-connections/wifi";
	static const char words[] = "passwords";

	(void)state;
	check_password(nm, "[wifi-security]\npsk=secret\n", words, "");
	check_password(nm, "[wifi-security]\npsk-flags=1\n", NULL, "");
	check_password("/etc/wpa_supplicant/wpa_supplicant.conf",
		       "network={\n\tpsk=\"secret\"\n}\n", words, "");
	check_password("/etc/wpa_supplicant/wpa_supplicant.conf",
		       "#\tpsk=\"secret\"\n", NULL, "");
	check_password("/root/.netrc", "machine a login b password c\n", words,
		       "");
	check_password("/root/.netrc", "# nothing\n\n", NULL, "");
	check_password("/home/me/.git-credentials", "https://a:b@c\n", words,
		       "");
	check_password("/etc/ppp/chap-secrets", "# client server secret\n",
		       NULL, "");
	check_password("/etc/ppp/chap-secrets", "a * b *\n", words, "");
	check_password("/etc/hosts", "psk=secret\n", NULL, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_key_is_found),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(a_file_may_end_anywhere),
		cmocka_unit_test(hashes_are_told_by_their_users),
		cmocka_unit_test(passwords_are_found_where_they_are_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one screen in which every failure ends, and its keys. */
#include "screen.h"

#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "diagnosis.h"
#include "sys.h"

#define SLICE_MS       1000
#define CHOOSE_SECONDS 30u

void screen_show(const struct lease *lease, const char *path, const char *step,
		 const char *itself)
{
	static struct text text;
	char keys[80];

	snprintf(keys, sizeof(keys), "r: retry (%s)   s: shell   b: reboot",
		 itself);
	text_clear(&text);
	diagnosis_write(&text, lease, path, step, keys);
	console_print(text.data);
	console_keys_begin();
}

void screen_close(void)
{
	console_keys_end();
}

/* An arrow or a function key is several octets, letters among them: ESC, or ESC
 * [ and more up to one from @ to ~ (ECMA-48 5.4). */
static bool screen_is_letter(char key)
{
	static bool sequence;

	if (key == 033)
		sequence = true;
	else if (sequence)
		sequence = key < '@' || key == '[' || key == 'O';
	else
		return true;
	return false;
}

/* The next letter that was typed, a small one; 0: none. */
static char screen_key(void)
{
	char key;

	while ((key = console_key()))
		if (screen_is_letter(key))
			return key | ('a' - 'A');
	return 0;
}

char screen_choose(struct text *question, const char *keys)
{
	uint64_t end_ms = sys_now_ms() + CHOOSE_SECONDS * 1000;
	struct pollfd fds[CONSOLES_MAX];
	char key;

	text_add(question, "by itself in %u s: %c\n", CHOOSE_SECONDS, *keys);
	console_print(question->data);
	console_keys_begin();
	do {
		console_keys_poll(fds);
		poll(fds, CONSOLES_MAX, SLICE_MS);
		while ((key = screen_key()) && !strchr(keys, key))
			;
	} while (!key && sys_now_ms() < end_ms);
	console_keys_end();
	return key ? key : *keys;
}

enum screen_choice screen_read(void)
{
	char key;

	while ((key = screen_key())) {
		switch (key) {
		case 'r':
			return SCREEN_RETRY;
		case 's':
			return SCREEN_SHELL;
		case 'b':
			console_step("rebooting");
			sys_reboot(LINUX_REBOOT_CMD_RESTART);
		}
	}
	return SCREEN_WAIT;
}

/* SCREEN_WAIT: the time is over. */
static enum screen_choice screen_wait(unsigned seconds, bool (*ready)(void))
{
	uint64_t end_ms = sys_now_ms() + seconds * 1000ULL;
	enum screen_choice choice = SCREEN_WAIT;
	struct pollfd fds[CONSOLES_MAX];

	while (choice == SCREEN_WAIT && sys_now_ms() < end_ms) {
		console_keys_poll(fds);
		poll(fds, CONSOLES_MAX, SLICE_MS);
		choice = screen_read();
		if (choice == SCREEN_WAIT && ready())
			choice = SCREEN_RETRY;
	}
	return choice;
}

enum screen_choice screen_ask(const struct boot *boot, const char *step,
			      unsigned seconds, bool last, bool (*ready)(void))
{
	enum screen_choice choice;
	char itself[32];

	snprintf(itself, sizeof(itself),
		 last ? "a shell in %u s" : "by itself in %u s", seconds);
	screen_show(&boot->lease, boot->target.path, step, itself);
	choice = screen_wait(seconds, ready);
	screen_close();
	if (choice == SCREEN_WAIT)
		choice = last ? SCREEN_SHELL : SCREEN_RETRY;
	return choice;
}

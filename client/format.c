/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct output {
	char *to;
	size_t size, len; /* len counts what does not fit, too */
};

static void output_add(struct output *out, char c)
{
	if (out->len + 1 < out->size)
		out->to[out->len] = c;
	out->len++;
}

/* One conversion: its flags, width and precision. */
struct field {
	bool left, zeros;
	unsigned width, precision; /* UINT32_MAX: none */
};

static void output_pad(struct output *out, const struct field *field,
		       size_t len, bool left)
{
	if (field->left == left)
		for (; len < field->width; len++)
			output_add(out, field->zeros ? '0' : ' ');
}

static void output_add_text(struct output *out, const struct field *field,
			    const char *text)
{
	size_t len = strnlen(text, field->precision);

	output_pad(out, field, len, false);
	for (size_t i = 0; i < len; i++)
		output_add(out, text[i]);
	output_pad(out, field, len, true);
}

static void output_add_number(struct output *out, struct field *field,
			      unsigned long number, unsigned base)
{
	char digits[24];
	char *first = digits + sizeof(digits) - 1;

	*first = '\0';
	do {
		*--first = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	field->precision = UINT32_MAX;
	output_add_text(out, field, first);
}

static unsigned number_read(const char **format, unsigned otherwise)
{
	if (**format < '0' || **format > '9')
		return otherwise;
	otherwise = 0;
	while (**format >= '0' && **format <= '9')
		otherwise = otherwise * 10 + (*(*format)++ - '0');
	return otherwise;
}

int format_write(char *to, size_t size, const char *format, va_list args)
{
	struct output out = { to, size, 0 };

	while (*format) {
		struct field field = { .precision = UINT32_MAX };
		bool is_long = false;
		unsigned long number;

		if (*format != '%') {
			output_add(&out, *format++);
			continue;
		}
		for (format++; *format == '-' || *format == '0'; format++)
			if (*format == '-')
				field.left = true;
			else
				field.zeros = true;
		field.width = number_read(&format, 0);
		if (*format == '.') {
			format++;
			field.precision = *format == '*'
						  ? va_arg(args, unsigned)
						  : number_read(&format, 0);
			format += *format == '*';
		}
		for (; *format == 'l' || *format == 'z'; format++)
			is_long = true;
		switch (*format) {
		case 's':
			output_add_text(&out, &field, va_arg(args, char *));
			break;
		case 'c':
			output_add(&out, va_arg(args, int));
			break;
		case '%':
			output_add(&out, '%');
			break;
		default: /* d u x; of the d's none is ever negative */
			number = is_long ? va_arg(args, unsigned long)
					 : va_arg(args, unsigned);
			output_add_number(&out, &field, number,
					  *format == 'x' ? 16 : 10);
		}
		format += *format != '\0';
	}
	if (size)
		to[out.len < size ? out.len : size - 1] = '\0';
	return out.len;
}

#ifdef __KLIBC__
int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
	return format_write(to, size, format, args);
}
#endif

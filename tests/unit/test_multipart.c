/* multipart/form-data: what browsers and curl send is taken, everything that could be read in two ways is refused. */
#include "unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/multipart.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define DISPOSITION "Content-Disposition: form-data; "

static struct multipart form;

/* With nothing behind the body, so that ASan sees each byte read too far. */
static int parse_n(const char *type, const char *body, size_t n)
{
	char *exact = malloc(n ? n : 1);
	int r;

	memcpy(exact, body, n);
	r = multipart_parse(str_c(type), (struct str){ exact, n }, &form);
	for (size_t i = 0; r == 0 && i < form.n; i++) {
		struct multipart_part *p = &form.parts[i];
		struct str *views[] = { &p->name, &p->filename, &p->content_type, &p->body };

		for (size_t k = 0; k < ARRAY_LEN(views); k++)
			if (views[k]->p)
				*views[k] = str_dup(mem(), *views[k]);
	}
	free(exact);
	return r;
}

static int parse(const char *body)
{
	return parse_n(TYPE, body, strlen(body));
}

static void test_takes(void **state)
{
	static const char bytes[] =
		"--XyZ\r\n" DISPOSITION
		"name=\"file\"; filename=\"a \\\"b\\\" \xc3\xbc.png\"\r\ncontent-type: image/png\r\n"
		"X-Other: 1\r\n\r\n\0\r\n--XyQ\r\n\r\n--XyZ\r\n" DISPOSITION
		"name=note\r\n\r\n\r\n--XyZ\r\nContent-Transfer-Encoding: binary\r\n" DISPOSITION
		"name=\"C:\\dir\"\r\n\r\nx--XyZ\r\n--XyZ--\r\n";

	(void)state;
	assert_int_equal(parse_n(TYPE, bytes, sizeof(bytes) - 1), 0);
	assert_int_equal(form.n, 3);
	assert_string_equal(form.parts[0].filename.p, "a \"b\" \xc3\xbc.png");
	assert_true(str_is(form.parts[0].name, "file"));
	assert_true(str_eq(form.parts[0].body, STR("\0\r\n--XyQ\r\n")));
	assert_true(str_is(multipart_find(&form, "note")->body, ""));
	assert_null(multipart_find(&form, "note")->filename.p);
	assert_null(multipart_find(&form, "note")->content_type.p);
	assert_true(str_is(multipart_find(&form, "C:\\dir")->body, "x--XyZ"));
	assert_null(multipart_find(&form, "none"));
}

static void test_boundaries(void **state)
{
	static const struct {
		const char *type;
		int result;
	} rows[] = {
		{ "Multipart/Form-Data; Boundary=\"XyZ\"", 0 },
		{ "multipart/form-data; charset=utf-8; boundary=XyZ", 0 },
		{ "multipart/form-data;boundary=XyZ ", 0 },
		{ "multipart/form-data", -ERR_MEDIA_TYPE },
		{ "multipart/mixed; boundary=XyZ", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=\"XyZ", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=\"X\xc3\xbc\"", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=\"XyZ \"", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=XyZ; boundary=XyZ", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary=XyZ junk", -ERR_MEDIA_TYPE },
		{ "multipart/form-data; boundary="
		  "01234567890123456789012345678901234567890123456789012345678901234567890",
			-ERR_MEDIA_TYPE },
		{ "", -ERR_MEDIA_TYPE },
	};
	static const char body[] = "--XyZ\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--XyZ--";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (parse_n(rows[i].type, body, strlen(body)) != rows[i].result)
			flunk("%s", rows[i].type);
	assert_int_equal(multipart_parse(STR_NONE, STR_NONE, &form), -ERR_MEDIA_TYPE);
}

#define PART(head) "--XyZ\r\n" head "\r\n\r\n1\r\n--XyZ--\r\n"

static void test_refuses(void **state)
{
	static const char *const bad[] = {
		"",
		"--XyZ--\r\n",
		"--XyZ",
		"--XyZ\r\n",
		"preamble\r\n" PART(DISPOSITION "name=a"),
		PART(DISPOSITION "name=a") "epilogue",
		"--XyZ \r\n" DISPOSITION "name=a\r\n\r\n1\r\n--XyZ--\r\n",
		"--XyZ\n" DISPOSITION "name=a\n\n1\n--XyZ--\n",
		"--XyZ\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--XyZ\r\n",
		"--XyZ\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--XyZ-\r\n",
		"--XyZ\r\n" DISPOSITION "name=a\r\n1\r\n--XyZ--\r\n",
		PART("Content-Type: text/plain"),
		PART("Content-Disposition: attachment; name=a"),
		PART("Content-Disposition: form-data"),
		PART(DISPOSITION "name=\"\""),
		PART(DISPOSITION "filename=a"),
		PART(DISPOSITION "name=a; name=b"),
		PART(DISPOSITION "name=a; filename*=UTF-8''b"),
		PART(DISPOSITION "name=a; other=b"),
		PART(DISPOSITION "name=\"a"),
		PART(DISPOSITION "name=a b"),
		PART(DISPOSITION "name=\"a\tb\""),
		PART(DISPOSITION "name=\"\xff\""),
		PART(DISPOSITION "name=a\r\n" DISPOSITION "name=a"),
		PART(DISPOSITION "name=a\r\nContent-Type: a/b\r\nContent-Type: a/b"),
		PART(DISPOSITION "name=a\r\nContent-Transfer-Encoding: base64"),
		PART(DISPOSITION "name=a\r\n folded: 1"),
		PART(DISPOSITION "name=a\r\nX : 1"),
		PART(DISPOSITION "name=a\r\nX: \x01"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (parse(bad[i]) != -ERR_BAD_REQUEST)
			flunk("%zu: %s", i, bad[i]);
	assert_int_equal(
		parse_n(TYPE, "--XyZ\r\n" DISPOSITION "name=\"\0\"\r\n\r\n1\r\n--XyZ--", 61), -ERR_BAD_REQUEST);
}

static void test_limits(void **state)
{
	struct buf many = BUF_ON(mem(), 1 << 20), head = BUF_ON(mem(), 1 << 20), name = BUF_ON(mem(), 1 << 20);

	(void)state;
	for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
		buf_c(&many, "--XyZ\r\n" DISPOSITION "name=a\r\n\r\n1\r\n");
	assert_int_equal(parse(str_printf(mem(), "%s--XyZ--", many.p).p), 0);
	assert_int_equal(form.n, MULTIPART_PARTS_MAX);
	assert_int_equal(parse(str_printf(mem(), "%s" PART(DISPOSITION "name=a"), many.p).p), -ERR_TOO_LARGE);
	buf_c(&head, "--XyZ\r\nX: ");
	for (int i = 0; i < MULTIPART_HEAD_MAX; i++)
		buf_char(&head, 'x');
	assert_int_equal(
		parse(str_printf(mem(), "%s\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--XyZ--", head.p).p), -ERR_TOO_LARGE);
	assert_int_equal(parse(str_printf(mem(), "%s\r\n--XyZ--", head.p).p), -ERR_TOO_LARGE);
	for (int i = 0; i <= MULTIPART_NAME_MAX; i++)
		buf_char(&name, 'n');
	assert_int_equal(parse(str_printf(mem(), PART(DISPOSITION "name=%s"), name.p).p), -ERR_TOO_LARGE);
	assert_int_equal(parse(str_printf(mem(), PART(DISPOSITION "name=%s"), name.p + 1).p), 0);
	context_clear(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

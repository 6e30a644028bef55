/* Conversations in each provider's form, and the day's budget. */
#include "prompt.h"

#include <setjmp.h>
#include <stdarg.h>

#include "base/context.h"
#include "budget.h"

/* Last: its macros would hide ours. */
#include <cmocka.h>

static struct chat_request request(struct chat_message *messages, size_t n)
{
	return (struct chat_request){ .messages = { messages, n },
		.temperature = -1,
		.top_p = -1,
		.max_tokens = -1,
		.max_completion_tokens = -1,
		.seed = -1,
		.n = 1 };
}

static void expect(const struct buf *b, const char *text)
{
	assert_true(buf_ok(b));
	assert_string_equal(b->p, text);
}

static int clean(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static void test_openai_leaves_out_what_was_not_given(void **state)
{
	struct chat_message said[] = { { STR("developer"), STR("Be brief.") }, { STR("user"), STR("\"Hi\"\n") } };
	struct chat_request in = request(said, 2);
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	prompt_openai(&b, &in, STR("m"), false);
	expect(&b,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
		"{\"role\":\"user\",\"content\":\"\\\"Hi\\\"\\n\"}]}");
}

static void test_openai_hands_on_what_was_given(void **state)
{
	struct chat_message said[] = { { STR("user"), STR("Hi") } };
	struct str stop[] = { STR("END"), STR("\n") };
	struct chat_request in = request(said, 1);
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	in.temperature = 0;
	in.top_p = 0.5;
	in.max_tokens = 9;
	in.max_completion_tokens = 8;
	in.seed = 0;
	in.n = 2;
	in.stop = (struct vec){ stop, 2 };
	prompt_openai(&b, &in, STR("m"), true);
	expect(&b,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0,\"top_p\":0.5,"
		"\"max_tokens\":9,\"max_completion_tokens\":8,\"seed\":0,\"n\":2,\"stop\":[\"END\",\"\\n\"],"
		"\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
}

static void test_anthropic_joins_turns(void **state)
{
	struct chat_message said[] = {
		{ STR("system"), STR("One.") },
		{ STR("user"), STR("a") },
		{ STR("system"), STR("Two.") },
		{ STR("user"), STR("b") },
		{ STR("assistant"), STR("c") },
		{ STR("assistant"), STR("d") },
		{ STR("user"), STR("e") },
	};
	struct chat_request in = request(said, 7);
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	in.temperature = 1.5;
	in.max_tokens = 7;
	prompt_anthropic(&b, &in, STR("m"), true);
	expect(&b,
		"{\"model\":\"m\",\"max_tokens\":7,\"system\":\"One.\\n\\nTwo.\",\"messages\":["
		"{\"role\":\"user\",\"content\":\"a\\n\\nb\"},{\"role\":\"assistant\",\"content\":\"c\\n\\nd\"},"
		"{\"role\":\"user\",\"content\":\"e\"}],\"temperature\":1,\"stream\":true}");
}

/* It wants the user to begin, and somebody to speak. */
static void test_anthropic_user_begins(void **state)
{
	struct chat_message opened[] = { { STR("assistant"), STR("Yes?") } };
	struct chat_message silent[] = { { STR("system"), STR("S") } };
	struct chat_request in = request(opened, 1);
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	prompt_anthropic(&b, &in, STR("m"), false);
	expect(&b,
		"{\"model\":\"m\",\"max_tokens\":1024,\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"},"
		"{\"role\":\"assistant\",\"content\":\"Yes?\"}]}");
	in = request(silent, 1);
	b = BUF_ON(mem(), 4096);
	prompt_anthropic(&b, &in, STR("m"), false);
	expect(&b,
		"{\"model\":\"m\",\"max_tokens\":1024,\"system\":\"S\",\"messages\":[{\"role\":\"user\",\"content\":\"Begin.\"}]}");
}

static void test_last_user(void **state)
{
	struct chat_message said[] = { { STR("user"), STR("a") }, { STR("user"), STR("b") },
		{ STR("assistant"), STR("c") } };
	struct chat_request in = request(said, 3);

	(void)state;
	assert_true(str_is(prompt_last_user(&in), "b"));
	in = request(said + 2, 1);
	assert_true(str_is(prompt_last_user(&in), ""));
}

static void test_finish(void **state)
{
	(void)state;
	assert_true(str_is(prompt_finish(STR("end_turn")), "stop"));
	assert_true(str_is(prompt_finish(STR("max_tokens")), "length"));
	assert_true(str_is(prompt_finish(STR("refusal")), "content_filter"));
	assert_true(str_is(prompt_finish(STR_NONE), "stop"));
}

static void test_budget(void **state)
{
	int64_t noon = 20000LL * 86400 + 43200;

	(void)state;
	assert_false(budget_spent(100, noon));
	budget_add(99, noon);
	assert_false(budget_spent(100, noon));
	budget_add(-5, noon);
	budget_add(1, noon);
	assert_true(budget_spent(100, noon));
	assert_false(budget_spent(0, noon));
	assert_false(budget_spent(100, noon + 43200));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_openai_leaves_out_what_was_not_given, clean),
		cmocka_unit_test_teardown(test_openai_hands_on_what_was_given, clean),
		cmocka_unit_test_teardown(test_anthropic_joins_turns, clean),
		cmocka_unit_test_teardown(test_anthropic_user_begins, clean),
		cmocka_unit_test_teardown(test_last_user, clean),
		cmocka_unit_test_teardown(test_finish, clean),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

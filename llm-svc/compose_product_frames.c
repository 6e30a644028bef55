#include "compose_product.h"

#define FR TONE_FRIENDLY
#define PR TONE_PROFESSIONAL
#define LX TONE_LUXURIOUS
#define PL TONE_PLAYFUL
#define PN TONE_PLAIN
#define ANY TONE_ANY

static const struct frame open_benefit[] = {
	{ ANY, "With {name}, {b}: {it} {pred}" },
	{ ANY, "With {name}, {b}, because {it} {pred}" },
	{ FR | PL, "Meet {name}. {B}, because {it} {pred}" },
	{ ANY, "{Name} [starts/start] with something simple: {b}. {It} {pred}" },
	{ LX | FR | PR, "{B}. That is the idea behind {name}, which {pred}" },
	{ ANY, "{B}: {name} {pred}" },
	{ ANY, "{B}, because {name} {pred}" },
	{ PR | PN,
		"What {name} [does/do] for you is (easily|quickly) said. {B}, because {it} {pred}" },
	{ FR | PL | PN, "Choose {name} and {b}, because {it} {pred}" },
	{ FR | LX, "Some things explain themselves. With {name}, {b}, since {it} {pred}" },
	{ FR | PL | LX, "Pick up {name} and one thing is (soon|quickly) clear: {b}. {It} {pred}" },
	{ ANY, "If you are looking for {anoun}, start here: with {name}, {b}, because {it} {pred}" },
	{ PR | PN | LX, "Let us begin with what matters in use. With {name}, {b}; {it} {pred}" },
	{ FR | PR | LX,
		"At {store} we like things that make sense in use. With {name}, {b}, because {it} {pred}" },
	{ ANY, "From {cat} at {store} [comes/come] {name}. {B}: {it} {pred}" },
	{ PL, "Yes, {b}. {Name} {pred}, and that settles it" },
	{ PL | FR, "Good news first: {b}. {Name} {pred}" },
	{ LX, "There is a quiet pleasure in {name}: {b}, for {it} {pred}" },
	{ LX | FR, "The first thing to know about {name}: {b}. The reason is that {it} {pred}" },
	{ PN | PR, "The short version: with {name}, {b}. {It} {pred}" },
	{ FR, "Here [is/are] {name}, and with {them} a small relief: {b}, because {it} {pred}" },
	{ FR | PR,
		"Ask what {name} will change, and the answer is plain: {b}, because {it} {pred}" },
	{ PL, "Say hello to {name}. {B}, all because {it} {pred}" },
	{ PR | FR | PN, "A day with {this} is a little simpler: {b}. {Name} {pred}" },
	{ LX, "{Name} [asks/ask] for little and [gives/give] something back: {b}, as {it} {pred}" },
	{ FR | PN | PR, "Looking for {anoun}? With {name}, {b}, because {it} {pred}" },
	{ FR | PL, "You will like this part: {b}. That is because {name} {pred}" },
	{ PR, "Practical reasons come first with {name}. {B}, because {it} {pred}" },
};
const struct pool pool_open_benefit = POOL(POOL_OPEN, open_benefit, 1);

static const struct frame open_plain[] = {
	{ ANY, "Meet {name}, from {cat} at {store}" },
	{ ANY, "In {cat} at {store} you will find {name}" },
	{ ANY, "This [is/are] {name}, and here is what there is to know" },
	{ ANY, "{Name} [is/are] here for anyone who would rather have one right thing than three nearly right ones" },
	{ FR | PR | LX, "If you have been looking for {anoun}, {name} may end the search" },
	{ FR | LX,
		"Some things are bought in a hurry and kept by chance; {name} [deserves/deserve] a proper look" },
	{ ANY, "Take a moment for {name}" },
	{ LX, "A moment, please, for {name}" },
	{ PL, "Say hello to {name}" },
	{ PL | FR, "You have found {name}; now see whether {it} [is/are] what you were after" },
	{ PR | PN, "Here [is/are] {name}, described as briefly as possible" },
	{ ANY, "There is room for {name} in an ordinary week, and that is where {it} [belongs/belong]" },
	{ FR | PR, "Looking for {anoun}? Here [is/are] {name}" },
	{ LX | FR, "{Name} [belongs/belong] to the things that one likes to have within reach" },
};
const struct pool pool_open_plain = POOL(POOL_OPEN, open_plain, 1);

static const struct frame benefit[] = {
	{ ANY, "{B}: {subj} {pred}" },
	{ ANY, "{B}, because {subj} {pred}" },
	{ ANY, "{B}, since {subj} {pred}" },
	{ ANY, "{B}; {subj} {pred}" },
	{ PR | LX | FR, "{B}, as {subj} {pred}" },
	{ FR | PR | PN, "{B}, and the reason is plain: {subj} {pred}" },
	{ FR | PL, "{more}And {b}, because {subj} {pred}" },
	{ FR | PL, "{more}Better still, {b}: {subj} {pred}" },
	{ ANY, "In daily use, {b}, because {subj} {pred}" },
	{ PR | PN, "In practice {b}: {subj} {pred}" },
	{ LX, "{B}, for {subj} {pred}" },
	{ LX | FR, "You will notice it in use: {b}. {Subj} {pred}" },
	{ PL, "{B}. How come? {Subj} {pred}" },
	{ PL | FR, "{B}. Why? Because {subj} {pred}" },
	{ FR | LX | PR, "{B}, and that is no accident: {subj} {pred}" },
	{ ANY, "{B}. {Subj} {pred}" },
	{ PR | PN, "{B}. This follows from one detail: {subj} {pred}" },
	{ FR | PL, "{more}Besides, {b}, because {subj} {pred}" },
	{ ANY, "{more}Just as handy, {b}: {subj} {pred}" },
	{ FR | PR, "{more}On top of that, {b}, since {subj} {pred}" },
};
const struct pool pool_benefit = POOL(POOL_BENEFIT, benefit, 3);

static const struct frame fact[] = {
	{ ANY, "{Subj} {pred}" },
	{ ANY, "{more}In addition, {subj} {pred}" },
	{ PR | PN, "To be exact, {subj} {pred}" },
	{ FR | PR | PN, "For the record, {subj} {pred}" },
	{ FR | PL, "{more}You will also want to know that {subj} {pred}" },
	{ LX | FR, "{more}And {subj} {pred}" },
	{ ANY, "Worth knowing: {subj} {pred}" },
	{ ANY, "{more}One more detail: {subj} {pred}" },
	{ PL, "Since you ask, {subj} {pred}" },
	{ LX | PR, "It should be said that {subj} {pred}" },
	{ FR | PN, "{more}What else? {Subj} {pred}" },
};
const struct pool pool_fact = POOL(POOL_FACT, fact, 2);

static const struct frame pair[] = {
	{ ANY, "{Subj} {pred} and {tail2}" },
	{ ANY, "As for the details, {subj} {pred} and {tail2}" },
	{ PR | PN, "The facts are short: {subj} {pred} and {tail2}" },
	{ ANY, "{Subj} {pred}; besides, {it} {pred2}" },
	{ FR | PL, "A closer look shows that {subj} {pred} and {tail2}" },
	{ FR | LX | PR, "It is good to know that {subj} {pred}, and that {it} {pred2}" },
	{ PN | PR, "On paper, {subj} {pred} and {tail2}" },
	{ ANY, "{Subj} {pred}, and {it} {pred2}" },
	{ LX, "The details are soon told: {subj} {pred} and {tail2}" },
	{ PL | FR, "For those who read the small print: {subj} {pred} and {tail2}" },
	{ FR | PN, "{more}Beyond that, {subj} {pred} and {tail2}" },
};
const struct pool pool_pair = POOL(POOL_PAIR, pair, 2);

static const struct frame list[] = {
	{ ANY, "{several}The details: {list}" },
	{ ANY, "{more}{several}Also part of the description: {list}" },
	{ PR | PN, "{several}Specification: {list}" },
	{ FR | PL, "{several}A few more things to know: {list}" },
	{ LX | FR, "{several}To complete the picture: {list}" },
	{ ANY, "{several}For completeness: {list}" },
	{ ANY, "{more}One detail to add: {list}" },
	{ ANY, "{more}Also worth noting: {list}" },
	{ ANY, "In a few words: {list}" },
	{ PR | PN, "For your notes: {list}" },
};
const struct pool pool_list = POOL(POOL_LIST, list, 1);

static const struct frame audience[] = {
	{ ANY, "We think of {them} as something for {aud}" },
	{ ANY, "For {aud}, it is the small things that count" },
	{ FR | LX | PR, "We put {them} on our shelves with {aud} in mind" },
	{ PN | PR, "Meant for {aud}, and for anyone who likes the sound of {them}" },
	{ PL | FR, "If that sounds like something for {aud}, it is" },
	{ FR | PR | PN, "It is a choice with {aud} in mind" },
	{ LX, "A thought for {aud}, and for those who give presents to them" },
	{ FR, "It is the kind of thing that we like to show to {aud}" },
	{ FR | PL | PN, "Who [is/are] {it} for? For {aud}, first of all" },
};
const struct pool pool_audience = POOL(POOL_AUDIENCE, audience, 1);

static const struct frame feel[] = {
	{ FR | LX, "It is a small thing, and a day is made of small things" },
	{ FR | PR | PN, "What you use every day is worth choosing with some care" },
	{ LX | FR, "One grows fond of the things that do not ask for attention" },
	{ FR, "It is pleasant to have one decision less to make" },
	{ PL, "No fireworks, no fanfare; just a reason to look forward to the next ordinary day" },
	{ PL, "Your shelf will not applaud, but you may" },
	{ PN | PR, "That is all there is to it, and it is enough" },
	{ LX, "It is a modest luxury to reach for something and find it right" },
	{ FR | LX | PR, "A place of your own begins with the things that you touch each day" },
	{ ANY, "Choose what you like to look at, and you will be glad of it each time" },
	{ FR | PL, "There is a quiet joy in things that are simply there when you need them" },
	{ PR | PN, "A clear description saves you a return, and us the postage" },
	{ PL | FR, "Somebody will ask where you found {them}" },
	{ LX, "What is chosen slowly tends to stay" },
	{ FR | PR, "Take your time; a good choice is one that you need not make twice" },
	{ PN | FR, "Buy {them} because {it} [fits/fit] your days, and for no other reason" },
	{ FR | PN | PR, "Things that do one job well leave room in the head for other things" },
	{ FR | LX, "The pleasure is in the second week, when you no longer think about it" },
	{ FR | PL, "It may not change your life; it may well improve your Tuesdays" },
	{ FR | PR | LX, "What is used often is worth looking at twice before you choose" },
	{ FR, "We all have something at home that we reach for without looking" },
	{ LX | FR, "An ordinary evening can be a good one with very little help" },
	{ PL | FR, "There are worse reasons to smile on a Wednesday" },
	{ ANY, "{It} would make a good present too, for a person who has most things but uses only a few" },
};
const struct pool pool_feel = POOL(POOL_FEEL, feel, 2);

static const struct frame shop[] = {
	{ ANY, "How we deliver, and how you can send something back, is written on our policy pages" },
	{ ANY, "Our shipping and returns pages tell you the rest in plain words" },
	{ FR | PR | PL,
		"Questions about delivery or returns? You will find the answers on our policy pages" },
	{ ANY, "{Store} sets out shipping and returns on pages of their own; have a look before you order" },
	{ FR | PR, "If a question is left open, write to {store}; the contact page shows how" },
	{ PN | PR, "For shipping, returns and payment, see the shop's policy pages" },
	{ LX | FR,
		"Should you wish to know more before you order, our policy pages are a good place to begin, and so is a message to us" },
	{ FR | PL | PN,
		"Still wondering about something? Ask us before you order; that is what the contact page is for" },
	{ LX | PR,
		"The terms for delivery and returns stand on our policy pages, where you can read them at leisure" },
	{ FR | PN | PR,
		"Delivery, returns and privacy each have their own page, written to be read" },
	{ FR | PL | LX,
		"Read our shipping and returns pages over a cup of something; that is where the details are" },
	{ FR | PR | PN,
		"Everything about sending, returning and paying is gathered on our policy pages" },
	{ FR, "The practical side, from delivery to returns, is explained on {store}'s policy pages" },
};
const struct pool pool_shop = POOL(POOL_SHOP, shop, 1);

static const struct frame policy[] = {
	{ ANY, "Worth knowing before you order: {policy}" },
	{ ANY, "From our own rules: {policy}" },
	{ FR | PL, "The small print, in large: {policy}" },
	{ PR | PN, "Among our terms: {policy}" },
	{ LX | PR, "Our word on it: {policy}" },
	{ FR | LX | PN, "You can hold us to this: {policy}" },
};
const struct pool pool_policy = POOL(POOL_SHOP, policy, 1);

static const struct frame call[] = {
	{ ANY, "Add {name} to your basket (today|now)" },
	{ ANY, "Order {name} from {store} today" },
	{ FR | PL, "Put {name} in your basket and look forward to the parcel" },
	{ FR | PR | PN, "Ready? Add {name} to the basket" },
	{ LX, "Order {name} now, and let {them} find {its} place with you" },
	{ LX | FR, "Make {name} yours today" },
	{ PL, "Go on: pop {name} into the basket" },
	{ PL | FR, "Bring {name} home: one click puts {them} in your basket" },
	{ PR | PN, "Select your options and order {name} now" },
	{ PR, "Order {name} now through the button on this page" },
	{ FR, "If {it} [sounds/sound] right for you, add {name} to your basket now" },
	{ FR | PL, "Say yes to {name}, and add {them} to your basket" },
	{ FR | PN | PR, "Check the options, then add {name} to your basket" },
	{ FR | LX, "Give {name} a place in your home; order today" },
	{ ANY, "Choose {name}, add {them} to the basket, and order when you are ready" },
	{ PN, "Like {them}? Order {name} here" },
	{ LX | PR, "Reserve a place for {name} and order today" },
	{ FR | PR, "Take {name} home: add {them} to your basket today" },
};
const struct pool pool_call = POOL(POOL_CALL, call, 1);

/* Registered primary language subtags: the two-letter ones as a list, the three-letter ones as a bitmap in hex (bit
 * 676 a + 26 b + c, the lowest of each digit first).
 * Source: IANA Language Subtag Registry, as in npm package language-subtag-registry 0.4.2 (CC0-1.0). */
#include "check_lang.h"

#include <ctype.h>

static const char two[] = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
			  "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
			  "ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr "
			  "ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng "
			  "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk "
			  "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve "
			  "vi vo wa wo xh yi yo za zh zu ";

/* clang-format off */
static const char three[] =
	"ffdfdfeffefffbbdbfffefaf7ff1c375f679378fffffff07fb30fffffc5058279effdff7ffffff77ffffffffffffff3e9eff"
	"ffffd4cba0a7ebffffffefff7ffffffffffdb24f1f0fd57ef9417002fddef9f39c128ffbeefffffffffffff7fffffffff7df"
	"ffffff7ff7ffffffffffff7efbfffffffffefffffffffbfffffffffdffff3fffbff7ffffffefffffbfffff7fffffdfffffff"
	"f7fdffffffeffffffdfffffdbfffffefffffffffff7ff7fbdf5ddaf704ffc91c34c28052140005440008bbff2ff94b24546d"
	"b943887fb77e717555d7e0c173f73ffef9ffd58356800001cbfffbfffffff773e37c7cfdff1018000b500800020000300400"
	"0029120dffd7ffedefe540002046d8911cfdb722000000fdd6ed625e9d3fefffdffcf94114c068001d000f7c76f56d99e57b"
	"defe3000200000000c77ad7529d610e26db74ffff7f700000010c0653000000b41721561a000100000011194000006010000"
	"0001000044400001085081000050000882400000055dd201465342355f5dfb2edc3000080004000000000040719310dd7599"
	"12897a800010042800000040000000201004004400000befba93002000000040000000000002000440000000200000000138"
	"8a50000000004002406a804000801805000080136804000000000400305f300180400000000eb33b31000800110000000000"
	"00000000000000fffffffffffdfc382a0cfffd72fef15e3001022b5c6a5452b930fd9ffd304d840910e0183e3945bd833ff7"
	"ffd69ffffff7408000101221c3f5dff058f444040040ffdfff6d8eb14f733ad0000002b797207048000ffff7ef0081401800"
	"0000080149c110000000000001040040804bef5ac0040000194240c600060fffbff76fc150f9fde630001100000004505b6b"
	"2882400040152effdff3509080500400000000010000c0000000001a20c67e844188020c740870000000cc05044258744804"
	"0201000220058811009dceee0573d11196e095be33800002500401000000054469946dd57a387479bf000100800008000454"
	"001020001004080064808fbe7f934cd9610000c040100202dd2a100000002144000040010fd95931400800100d610400010f"
	"0926c42d2010a400644000802000020c0008600080000000000f8dfe5120800000100000000001100001000000ff7d3edfff"
	"fffffffff7ffffeffffffffffffffffffffdffbfffffbddfffffffefffffffffffffffffffffdffffdffcdffffffffffffff"
	"ffefbfffffffffffffffefffdffffffffffffffffeffffffffffffffffffffb7dfddfdffcb8950c2ff700ffffff70080003c"
	"d7f1606e270fffc7f7442203f9b7e1dfff752ffff3ff2fe1597fffff7408102000020455f9a8fd9fe61178150dbfff770430"
	"501d85c50004000140200002a008b77bdfefeffffffffffffffefffffff7ffffffffffffffffff7ffffffdf7fffff7ffffff"
	"feffdbffffbffffffffdf7dfff7fffff7fffffffbffffefffffffffff7fdfffbfe7fffffffffffffffffeffffff7ffffffff"
	"ffcfffdff7fffff9ebffeffff77ff7202840ffffffff7dfeffff7fff2ee97eff7fff65dfdcfffffffffffeffdfffd7f07a15"
	"604c790dd5fa6affdfff36d5b5fffffff302410075152c565fd42efffffd24585c5040220047960180501400106000000000"
	"0015065040100000601102008110291fdf76b660596075debfd4d9b73840260400512400000045389ff501e89c64fd7f3113"
	"0002000000090000000000a001001004000ffddffbd7ebfcfffb244148160bffd5a740200094d24172ffde1ffbfef3000020"
	"7c0ee1cfbbffdfbf7fdf7fffffcf5fde744ff70110104cf7ff7fdd9ff55068fe5f77dbd30000003417240004000010349142"
	"8000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	"fffffffffffffffffffffffffffffffffffedb7e75ee31d5901c0412af711008000000000feffffb00320002000080000003"
	"5b3e0100000011426100102003383a100500103811840000000ffdffff21aa01f78d250008020000000004412020d3040124"
	"0116f5c91300000010c52002000010002410020000fbfdfffffffff3fdedfcdbfffafffff7b404011fdffedf7fffffbffdff"
	"f71fb71ff7fff7ffee7ffefbffbdfffdffdfe7fb75fff61867f9cd7fdfffffffbfeffff575f5fef5058126effff951f951f0"
	"d76cd71a295f7fe7ffffffffffdfddffffdf6ff5fff3048920ff3eff3f6feffdfffdf70de351b7cbffebffff7fffff7ff7ff"
	"ffeffd7f7ddffef208fb5cfffffffff9ffffffffdffbfdf764f177ff8fbdd5fcd7619baeb70ae10200032040428440000004"
	"4d60400000400040000390600500800000004200400001cd857dd4f045f41f61465da4a0042000040080000000cdffbef185"
	"8414420a400003210422000100000000000010000000080101fbf6390010000000000000000c08d2000000000000a0000000"
	"0c682c2000100010ff812000210fff97f30052000000a0000000000000040001300092020000100000380000000010000000"
	"000000000000000000fffffffce7eb11010000291064dc1fe5001000034140550110406ff3a75040000b0802555779d7fd17"
	"cc875d345f757641100000000000c27fbdf1450638865001b883ab100000030042440000013013201000000f5fff7d7dcb07"
	"6d87a75105504a489e14000000b6932547048e0309a629000020fffefff758354ffeffff2fdd7cc45f24cffffff100080c65"
	"cc61f9bf73d7feffdb4afa10448110d5e4a4800582030e0801024200fffffff6ef106088a20461101051b2e3100000010996"
	"542020101efbfb30000001cd7a1d45e944fddff8e63b55024d3c8d03d308000000c44f115c48f605002205f7fbbd70000201"
	"482b540160440000212011000fffdff750206198000000800001c03000000000380320824800330c3242000000bc4ea3648c"
	"451ffffff7611010480570cffffff010000401831010c121041e67618030010000001000000000002242a004080000";
/* clang-format on */

bool check_lang_known(struct str tag)
{
	ptrdiff_t dash = str_find(tag, '-', 0);
	struct str s = dash < 0 ? tag : str_sub(tag, 0, (size_t)dash);
	int c[3];

	if (s.n < 2 || s.n > 3)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		c[i] = tolower((unsigned char)s.p[i]) - 'a';
		if (c[i] < 0 || c[i] > 25)
			return false;
	}
	if (s.n == 3) {
		unsigned int bit = (unsigned int)((c[0] * 26 + c[1]) * 26 + c[2]);

		char hex = three[bit / 4];

		return (hex <= '9' ? hex - '0' : hex - 'a' + 10) >> (bit % 4) & 1;
	}
	for (const char *p = two; *p; p += 3)
		if (p[0] == c[0] + 'a' && p[1] == c[1] + 'a')
			return true;
	return false;
}

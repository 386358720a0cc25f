// Names of the user's program in generated text: kept where the language and the templates allow, else made free.
import type { Target } from "./target.ts";

const cWords =
  "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof main linux unix i386 aligned_alloc free madvise";
const jsWords =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield NaN Infinity Math extents";
const cudaWords =
  "alignas alignof and asm bool catch class compl concept const_cast constexpr consteval co_await co_return co_yield decltype delete explicit export false final friend mutable namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires static_assert static_cast template this thread_local throw true try typeid typename using virtual wchar_t xor threadIdx blockIdx blockDim gridDim warpSize dim3 block grid slot plane cell ring column line up device failed older newer mine half together room launch fold steps prefetch copies Copy";
const cudaPattern = /^(?:held|origin|home|host|launch|fold|count)_\w+$/;
/** What the templates call things of their own. */
const templateWords =
  "wave_tile wave_box wave_fetch columns strip end KEPT element tile box fetch source target place kept pitch width form cell cells dest dests down ahead stream y z level levels corner window spare slot outside lowest lag zlow zhigh member each reads lanes valid written all found opens memory length part wanted rows parts steps stopped done pass stop rest passes swapped bytes BETWEEN ITERATE p q x partial partials extents least most last low high aligned inside masked keep lane thread threads cancel stopped turn status vector mask real LANES program iterate value first STREAM PARAMETERS ARGUMENTS INLINE OUTLINE FENCE";
const templatePattern =
  /^(?:[insabdefctwz]\d+|(?:plane|into|at|wave)_\w+|(?:r|x|in)_(?:own|none|clamp|wrap|reflect|[mp]?\d)\w*|(?:row|rows|columns|block|edge|sweep|shell|margins|out|points|march)_\d\w*|(?:in_|out_)?keep_\d+|as_f32|(?:f64|f32|i32|u8)_lanes|(?:vector|mask|truth)_of|choose|choose_mask|vector_\w+|(?:total|before|all)_\w+|(?:clamp|wrap|reflect)_index|(?:table|length|z|LOAD|STORE|STREAM|tile|device|cuda)_\w+|from_(?:start|end)|taipan\w*|\w+_t|_.*)$/;

const reservedIn: Readonly<Record<Target["language"], ReadonlySet<string>>> = {
  c: new Set(`${cWords} ${templateWords}`.split(" ")),
  cuda: new Set(`${cWords} ${cudaWords} ${templateWords}`.split(" ")),
  js: new Set(`${jsWords} ${templateWords}`.split(" ")),
};

/** From a user's name to the one in the text: the same name always gives the same result, two names never do. */
export type Namer = (name: string) => string;

export function namer(language: Target["language"]): Namer {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  const isFree = (name: string) =>
    !reservedIn[language].has(name) &&
    !templatePattern.test(name) &&
    !(language === "cuda" && cudaPattern.test(name)) &&
    !taken.has(name) &&
    /^[A-Za-z]/.test(name);
  return (name) => {
    const known = given.get(name);
    if (known !== undefined) return known;
    const plain = [...name].map((c) => (/\w/.test(c) ? c : `_${c.codePointAt(0)?.toString(16)}_`)).join("");
    let free = isFree(plain) ? plain : `${plain}_`;
    for (let i = 1; !isFree(free); i++) free = i === 1 ? `v${plain}` : `v${i}${plain}`;
    given.set(name, free);
    taken.add(free);
    return free;
  };
}

import type { Ports } from "../ports";

export type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Answers questions of one organisation together, in their order; whatever it throws has changed nothing. */
export type Work<Question, Answer> = {
  (ports: Ports, questions: readonly Question[]): Promise<readonly Outcome<Answer>[]>;
  /** So many are done together at most, where it is not `mostTogether`. */
  readonly most?: number;
};

/** Puts a question to `work`, with others that are put at the same moment. */
export type Gathering = <Question, Answer>(
  work: Work<Question, Answer>,
  ports: Ports,
  organisationId: string,
  question: Question,
) => Promise<Answer>;

type Waiting = { readonly question: unknown; readonly done: (outcome: Outcome<unknown>) => void };
type Place = { readonly waiting: Waiting[]; isRunning: boolean };
type AnyWork = Work<unknown, unknown>;

/** So many share a transaction at most: others who write wait for it. */
const mostTogether = 64;

/** Each question by itself. */
export const oneByOne: Gathering = async (work, ports, _organisationId, question) =>
  answerOf(await work(ports, [question]));

/**
 * What jobs ask for while the transaction before is under way shares the next one. One that fails fails alone: the others are done
 * again without it. `soon`: when a first question is looked at, so that others may join it.
 */
export function gathering(soon: (work: () => void) => void = setImmediate): Gathering {
  const places = new Map<unknown, Map<string, Place>>();

  function placeOf(work: unknown, organisationId: string): Place {
    const byOrganisation = places.get(work) ?? new Map<string, Place>();
    places.set(work, byOrganisation);
    const place = byOrganisation.get(organisationId) ?? { waiting: [], isRunning: false };
    byOrganisation.set(organisationId, place);
    return place;
  }

  async function run(work: AnyWork, ports: Ports, place: Place): Promise<void> {
    while (place.waiting.length > 0) {
      const together = place.waiting.splice(0, work.most ?? mostTogether);
      const outcomes = await outcomesOf(
        work,
        ports,
        together.map(({ question }) => question),
      );
      together.forEach(({ done }, index) => {
        done(outcomes[index] ?? { error: new Error("A question was left without an answer") });
      });
    }
    place.isRunning = false;
  }

  return (work, ports, organisationId, question) =>
    new Promise((resolve, reject) => {
      const place = placeOf(work, organisationId);
      const done = (outcome: Outcome<unknown>) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.answer as never);
      };
      place.waiting.push({ question, done });
      if (place.isRunning) return;
      place.isRunning = true;
      soon(() => void run(work as AnyWork, ports, place));
    });
}

/** Never rejects. */
async function outcomesOf(
  work: AnyWork,
  ports: Ports,
  questions: readonly unknown[],
): Promise<readonly Outcome<unknown>[]> {
  try {
    return await work(ports, questions);
  } catch (error) {
    if (questions.length === 1) return [{ error }];
  }
  const outcomes: Outcome<unknown>[] = [];
  for (const question of questions) outcomes.push(...(await outcomesOf(work, ports, [question])));
  return outcomes;
}

function answerOf<Answer>([outcome]: readonly Outcome<Answer>[]): Answer {
  if (!outcome) throw new Error("A question was left without an answer");
  if ("error" in outcome) throw outcome.error;
  return outcome.answer;
}

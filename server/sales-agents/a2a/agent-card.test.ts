import { afterEach, describe, expect, test } from "vitest";
import { cardOf, dataPart, taskOf, textPart } from "./scripted-a2a-agent";
import { account, closeAll, given, key, made, request } from "./test-a2a-world";

afterEach(closeAll);

describe("the card", () => {
  const elsewhere = { card: (origin: string) => cardOf(origin, { url: origin.replace("127.0.0.1", "localhost") }) };

  test("that leads to another origin gets neither a call nor our credential", async () => {
    const { agent, seller } = await given(elsewhere);
    expect(await agent.sendCreate(request, key)).toMatchObject({
      kind: "unreachable",
      problem: { code: "REDIRECTED", message: expect.stringContaining("http://localhost:") },
    });
    expect(seller.requests).toEqual(["GET /a2a/.well-known/agent-card.json"]);
  });

  test("that leads elsewhere passes the same guard where there is no credential to give away", async () => {
    const { agent, seller } = await given(elsewhere, { auth: { kind: "none" } });
    expect(await agent.sendCreate(request, key)).toMatchObject({
      kind: "unreachable",
      problem: { code: "BLOCKED_ADDRESS" },
    });
    expect(seller.deliveries).toEqual([]);
  });

  test("is looked for below the address and at the root, under both names; no card is no agent", async () => {
    const { agent, seller } = await given({ card: null });
    const failed = await agent.getCapabilities();
    expect(failed).toMatchObject({ kind: "failed", problem: { code: "NOT_AN_AGENT" } });
    const places = ["/a2a/.well-known/agent-card.json", "/a2a/.well-known/agent.json"];
    expect(seller.requests).toEqual(
      [...places, ...places.map((place) => place.slice(4))].map((place) => `GET ${place}`),
    );
    expect(failed.kind === "failed" && failed.problem.message).toContain("no A2A agent");
  });

  test("at the root of the host counts for an agent below it only where it names that agent", async () => {
    const cardAt = "/.well-known/agent.json";
    const send = () => taskOf("completed", [dataPart(made)]);
    const own = await given({ cardAt, send });
    expect(await own.agent.sendCreate(request, key)).toMatchObject({ kind: "accepted" });
    const anothers = await given({ cardAt, send, card: (origin) => cardOf(origin, { url: `${origin}/other/a2a` }) });
    expect(await anothers.agent.sendCreate(request, key)).toMatchObject({
      kind: "refused",
      problem: { code: "NOT_AN_AGENT" },
    });
    expect(anothers.seller.deliveries).toEqual([]);
  });

  test("can be the address itself; JSON-RPC is found among the other interfaces", async () => {
    const { agent } = await given(
      {
        card: (origin) =>
          cardOf(origin, {
            url: `${origin}/grpc`,
            preferredTransport: "GRPC",
            additionalInterfaces: [{ transport: "JSONRPC", url: `${origin}/a2a` }],
          }),
        send: () => taskOf("completed", [dataPart(made)]),
      },
      { path: "/a2a/.well-known/agent-card.json" },
    );
    expect(await agent.sendCreate(request, key)).toMatchObject({ kind: "accepted" });
  });

  test("without JSON-RPC says so before anything is sent", async () => {
    const { agent } = await given({ card: (origin) => cardOf(origin, { preferredTransport: "GRPC" }) });
    expect(await agent.sendCreate(request, key)).toMatchObject({
      kind: "unreachable",
      problem: { code: "NOT_AN_AGENT", message: expect.stringContaining("JSON-RPC") },
    });
  });
});

describe("capabilities", () => {
  const skills = [
    { id: "get_products", name: "get_products" },
    { id: "x-7", name: "create_media_buy" },
    { id: "Chat" },
  ];
  const card = (origin: string) => cardOf(origin, { skills });

  test("are asked of the tool where the card leaves it out, and the tool is found there", async () => {
    const { agent, seller } = await given({
      card,
      send: () => taskOf("completed", [dataPart({ adcp: { major_versions: [3] } })]),
    });
    for (let times = 0; times < 2; times += 1) {
      expect(await agent.getCapabilities()).toMatchObject({
        kind: "ok",
        value: {
          sellerName: "Scripted agent",
          tools: ["get_products", "create_media_buy", "get_adcp_capabilities"],
        },
      });
    }
    expect(seller.deliveries).toHaveLength(3);
  });

  test.each([
    taskOf("failed", [
      dataPart({ reason: "HANDLER_THREW", message: 'tool "get_adcp_capabilities" is not registered' }),
    ]),
    { error: { code: -32601, message: "Unknown skill" } },
  ])("that the tool does not know are an older version's", async (answer) => {
    const { agent } = await given({ card, send: () => answer });
    expect(await agent.getCapabilities()).toMatchObject({ kind: "ok", value: { majorVersions: [2] } });
  });

  test("that could not be asked for are no verdict on the version", async () => {
    const { agent } = await given({ card, send: () => ({ error: { code: -32603, message: "Later" } }) });
    expect(await agent.getCapabilities()).toMatchObject({ kind: "failed", problem: { code: "SELLER_ERROR" } });
  });
});

describe("a task", () => {
  const listed = (tools: readonly string[]) => (origin: string) =>
    cardOf(origin, { skills: ["get_adcp_capabilities", ...tools].map((id) => ({ id, name: id })) });

  test("is asked for by tasks/get where the agent lists no tool for it", async () => {
    const task = taskOf("completed", [dataPart(made)]);
    const { agent, seller } = await given({ card: listed([]), task: (id) => ({ ...task, id }) });
    expect(await agent.getTask(account, "task-a2a")).toMatchObject({
      kind: "ok",
      value: { status: "completed", create: { mediaBuyId: "mb-1" } },
    });
    expect(seller.deliveries).toEqual([]);
  });

  test("that the tool does not know is the protocol's, and the other way round", async () => {
    const notFound = { adcp_error: { code: "REFERENCE_NOT_FOUND", message: "No such task" } };
    const unknown = await given({
      card: listed(["tasks_get"]),
      send: () => taskOf("failed", [dataPart(notFound)]),
      task: () => taskOf("rejected", [], [textPart("No room")]),
    });
    expect(await unknown.agent.getTask(account, "task-a2a")).toMatchObject({
      kind: "ok",
      value: { status: "rejected", message: "No room" },
    });
    const foreign = await given({
      card: listed([]),
      send: () => taskOf("completed", [dataPart({ task_id: "t", status: "working" })]),
      task: () => ({ error: { code: -32001, message: "Task not found" } }),
    });
    expect(await foreign.agent.getTask(account, "t")).toMatchObject({ kind: "ok", value: { status: "working" } });
  });

  test("that nobody knows says so in the first one's words", async () => {
    const { agent } = await given({
      card: listed([]),
      send: () => ({ error: { code: -32601, message: "Unknown skill" } }),
      task: () => ({ error: { code: -32001, message: "Task not found" } }),
    });
    expect(await agent.getTask(account, "t")).toMatchObject({
      kind: "failed",
      problem: { code: "REFERENCE_NOT_FOUND", message: "Task not found" },
    });
  });
});

// bpmn-engine: has no store of its own, so its whole state is written as JSON after every step, to a
// file that is forced to the disk and put in place of the last one. `node ... FOLDER TASKS INSTANCES`.
import { createRequire } from "node:module";
import { EventEmitter } from "node:events";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

const [folder, tasks, instances] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { Engine } = createRequire(`${folder}/package.json`)("bpmn-engine");

const diagram = () => {
  const names = ["begun", ...Array.from({ length: tasks }, (_, n) => `step_${n + 1}`), "ended"];
  const nodes = names.slice(1, -1).map((name) => `<userTask id="${name}"/>`).join("");
  const flows = names.slice(1)
    .map((name, n) => `<sequenceFlow id="f${n}" sourceRef="${names[n]}" targetRef="${name}"/>`).join("");
  return `<definitions id="d" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
    <process id="chain" isExecutable="true"><startEvent id="begun"/>${nodes}<endEvent id="ended"/>${flows}
    </process></definitions>`;
};

const file = (name) => `${folder}/${name}.json`;

function keep(name, state) {
  const handle = openSync(`${file(name)}.new`, "w");
  writeSync(handle, JSON.stringify(state));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file(name)}.new`, file(name));
}

// Everything up to the next user task happens before execute and resume return.
async function begin(name) {
  const engine = Engine({ name, source: diagram() });
  await engine.execute();
  keep(name, await engine.getState());
  await engine.stop();
}

async function step(name) {
  const engine = Engine().recover(JSON.parse(readFileSync(file(name), "utf8")));
  const listener = new EventEmitter();
  listener.once("wait", (task) => task.signal());
  await engine.resume({ listener });
  keep(name, await engine.getState());
  if (engine.state === "running") await engine.stop();
}

const names = Array.from({ length: instances }, (_, n) => `instance_${n}`);
let began = performance.now();
for (const name of names) await begin(name);
const started = (performance.now() - began) / 1000;
began = performance.now();
for (let n = 0; n < tasks; n++) for (const name of names) await step(name);
const completed = (performance.now() - began) / 1000;
const left = names.filter((name) => JSON.parse(readFileSync(file(name))).state !== "idle");
if (left.length) throw new Error(`Not ended: ${left}`);
console.log(JSON.stringify({ started, completed }));

// What the front loads when it is first needed: the history, and TypeScript's service over the cells that ran.
import type { Told } from "../magics/told.ts";
import type { RecordedCell, TypeService, TypeServicePorts } from "../types/service.ts";
import type { CellReader } from "./cell-reader.ts";
import type { History } from "./history.ts";
import type { Services } from "./kernel.ts";

export interface ServicesPorts extends Pick<TypeServicePorts, "folder" | "report" | "runtimeNames"> {}

export function createServices(ports: ServicesPorts): Services {
  let history: Promise<History> | undefined;
  let types: Promise<TypeService> | undefined;
  let reader: Promise<CellReader> | undefined;
  let known: Told = {};
  /** What a reader that is made now has missed. */
  const past: ((cells: CellReader) => void)[] = [];
  let sessions = 0; // that have died
  /** What the service is told as soon as it is there. */
  const early: ((service: TypeService, cells: CellReader) => void)[] = [];
  const tellReader = (tell: (cells: CellReader) => void): void => {
    if (reader === undefined) past.push(tell);
    else void reader.then(tell);
  };
  const services: Services = {
    history() {
      history ??= import("./history.ts").then(({ historyFolder, openHistory }) => openHistory(historyFolder()));
      return history;
    },
    types() {
      types ??= Promise.all([import("../types/service.ts"), services.reader()]).then(
        ([{ createTypeService }, cells]) => {
          const service = createTypeService(ports);
          for (const tell of early.splice(0)) tell(service, cells);
          return service;
        },
      );
      return types;
    },
    reader() {
      reader ??= import("./cell-reader.ts").then(({ createCellReader }) => {
        const cells = createCellReader(ports.folder);
        cells.told(known);
        for (const tell of past.splice(0)) tell(cells);
        return cells;
      });
      return reader;
    },
    record(cell) {
      tellReader((cells) => cells.ran(cell));
      const session = sessions;
      let recorded: RecordedCell | undefined;
      const calls: ((recorded: RecordedCell) => void)[] = [];
      const tell = (service: TypeService, cells: CellReader): void => {
        const { code, marked } = cells.read(cell);
        recorded = service.begin(code, { marked });
        for (const call of calls.splice(0)) call(recorded);
      };
      if (types === undefined) early.push(tell);
      else void types.then(async (service) => tell(service, await services.reader()));
      const whenRecorded = (call: (recorded: RecordedCell) => void): void => {
        if (recorded === undefined) calls.push(call);
        else call(recorded);
      };
      return {
        failed: () => whenRecorded((each) => each.failed()),
        release: () => whenRecorded((each) => each.release()),
        async check() {
          await services.types();
          if (session !== sessions) return []; // what it could be checked against is gone
          return new Promise((resolve) => whenRecorded((each) => resolve(each.check())));
        },
      };
    },
    lost() {
      sessions++;
      past.splice(0);
      early.splice(0);
      reader = undefined;
      void types?.then((service) => service.forget());
    },
    told({ removed, ...told }) {
      known = { ...known, ...told };
      void reader?.then((cells) => cells.told(told));
      if (removed === undefined) return;
      tellReader((cells) => cells.removed(removed));
      if (types === undefined) early.push((service) => service.removed(removed));
      else void types.then((service) => service.removed(removed));
    },
    async end() {
      await Promise.allSettled([types?.then((service) => service.end()), history?.then((store) => store.close())]);
    },
  };
  return services;
}

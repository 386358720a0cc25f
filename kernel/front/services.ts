// What the front loads when it is first needed: the history, and TypeScript's service over the cells that ran.
import type { Told } from "../magics/told.ts";
import type { TypeService } from "../types/service.ts";
import type { CellReader } from "./cell-reader.ts";
import type { History } from "./history.ts";
import type { Services } from "./kernel.ts";

export function createServices(folder: string, report: (text: string) => void): Services {
  let history: Promise<History> | undefined;
  let types: Promise<TypeService> | undefined;
  let reader: Promise<CellReader> | undefined;
  let known: Told = {};
  const ran: string[] = [];
  const define = (service: TypeService, cells: CellReader, cell: string): void => {
    const { code, marked } = cells.read(cell);
    service.define(code, { marked });
  };
  const services: Services = {
    history() {
      history ??= import("./history.ts").then(({ historyFolder, openHistory }) => openHistory(historyFolder()));
      return history;
    },
    types() {
      types ??= Promise.all([import("../types/service.ts"), services.reader()]).then(
        ([{ createTypeService }, cells]) => {
          const service = createTypeService(folder, report);
          for (const code of ran) define(service, cells, code);
          return service;
        },
      );
      return types;
    },
    reader() {
      reader ??= import("./cell-reader.ts").then(({ createCellReader }) => {
        const cells = createCellReader(folder);
        cells.told(known);
        for (const code of ran) cells.ran(code);
        return cells;
      });
      return reader;
    },
    ran(code) {
      ran.push(code);
      void reader?.then((cells) => cells.ran(code));
      void types?.then(async (service) => define(service, await services.reader(), code));
    },
    told(told) {
      known = { ...known, ...told };
      void reader?.then((cells) => cells.told(told));
    },
    async end() {
      await Promise.allSettled([types?.then((service) => service.end()), history?.then((store) => store.close())]);
    },
  };
  return services;
}

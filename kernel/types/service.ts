// (in progress)
export interface TypeService {
  define(code: string): void;
  end(): Promise<void>;
}
export declare function createTypeService(folder: string, report: (text: string) => void): TypeService;

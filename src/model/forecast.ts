/** What will fail by a later day: published as schemas/forecast.schema.json; its types are generated from there. */
export type { Control as ForecastControl, Counts as ForecastCounts, Forecast, Prospect } from './generated/forecast.ts'

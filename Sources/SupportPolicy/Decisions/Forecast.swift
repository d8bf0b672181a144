import BusinessTime

/// What a policy would answer to one request, without anybody sending it: the front office of `policy explain` and of the
/// calculator on "Nuestra política".
public struct Forecast: Sendable {
    /// One promise, as if its clock began with the request.
    public struct Owed: Sendable {
        public let effective: EffectivePromise
        public let due: DueDate
        /// `nil` where nothing is counted.
        public let reckoning: Reckoning?

        public var promise: Promise { effective.promise }
    }

    /// Taken, taken unverified, or refused with the way in.
    public let admission: Result<Admission, Refusal>
    /// What is not taken is promised nothing.
    public let owed: [Owed]
}

extension Policy {
    /// - Parameter layers: the plan and the contract of whoever asks.
    /// - Throws: `ScheduleError` when a deadline lies outside the years that can be reckoned.
    public func forecast(of facts: TicketFacts, from start: Instant, under layers: Layers = .company) throws(ScheduleError) -> Forecast {
        let admission: Result<Admission, Refusal>
        do throws(Refusal) {
            admission = .success(try self.admission(of: facts))
        } catch {
            return Forecast(admission: .failure(error), owed: [])
        }
        var owed: [Forecast.Owed] = []
        for printed in ClockStart.allCases.flatMap({ promises(to: facts, starting: $0) }) {
            let effective = effective(printed, under: layers), promise = effective.promise
            let due = try dueDate(of: promise, from: start)
            var reckoning: Reckoning?
            if let limit = promise.bound.limit { reckoning = try promise.schedule.reckoning(of: limit, after: start) }
            owed.append(Forecast.Owed(effective: effective, due: due, reckoning: reckoning))
        }
        return Forecast(admission: admission, owed: owed)
    }
}

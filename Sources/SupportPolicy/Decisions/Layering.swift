import BusinessTime

/// A promise as it holds for one client, and where its parts come from.
public struct EffectivePromise: Sendable {
    /// Cites the clause that fixes its time.
    public let promise: Promise
    /// Whence the amount of time.
    public let limit: Origin
    /// Whence the hours in which it counts.
    public let hours: Origin
}

extension Policy {
    /// A promise under the layers company → plan → contract: what a later one names replaces what an earlier one said, and
    /// the rest stays as it was.
    public func effective(_ promise: Promise, under layers: Layers = .company) -> EffectivePromise {
        let printed = Origin(layer: .company, version: version, clause: promise.clause)
        var effective = EffectivePromise(promise: promise, limit: printed, hours: printed)
        if let plan = layers.plan { effective = effective.replaced(by: plan.overrides, of: .plan(plan.id), version: version) }
        if let contract = layers.contract {
            effective = effective.replaced(by: contract.overrides, of: .contract(contract.id), version: contract.version)
        }
        return effective
    }
}

extension Policy {
    /// The same document for one client: his plan and his contract over it. Whatever asks it for promises gets the effective
    /// ones, and finds the contract's clauses among its own.
    public func under(_ layers: Layers) -> Policy {
        Policy(
            self, promising: promises.map { effective($0, under: layers).promise },
            clauses: clauses + Set(layers.contract?.overrides.clauses ?? []))
    }
}

extension EffectivePromise {
    fileprivate func replaced(by overrides: Overrides, of layer: Origin.Layer, version: String) -> EffectivePromise {
        let target = overrides.targets.first { $0.id == promise.id }
        let calendar = target?.calendar.map { ($0, target?.clause) } ?? overrides.coverage.map { ($0.calendar, $0.clause) }
        func origin(_ clause: Clause?) -> Origin? { clause.map { Origin(layer: layer, version: version, clause: $0) } }
        let limit = target?.limit == nil ? nil : origin(target?.clause)
        return EffectivePromise(
            promise: Promise(
                id: promise.id, metric: promise.metric, when: promise.when, bound: target?.limit?.bound ?? promise.bound,
                schedule: calendar?.0.schedule ?? promise.schedule, starts: promise.starts,
                asWritten: target?.limit?.asWritten ?? promise.asWritten, clause: limit?.clause ?? promise.clause),
            limit: limit ?? self.limit, hours: origin(calendar?.1) ?? hours)
    }
}

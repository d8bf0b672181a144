import BusinessTime
import ServiceDesk
import SupportPolicy

/// A simulation as a page.
struct SimulationView {
    let simulation: Simulation
    let candidate: Policy
    /// The versions under which the requests shown were opened.
    let policies: [Desk.PolicyKey: Policy]
    let slug: String
    let now: Instant
    let language: Language

    private var words: Wording { Wording(language, candidate.zone) }

    func page(in frame: PageFrame, of version: String, back: Link) -> SimulationPage {
        let (different, shown) = (simulation.different, simulation.differences.count)
        let count = Said(
            es: "\(different) de \(simulation.old.requests)\(shown < different ? "; se muestran \(shown), las más graves primero" : "").",
            en: "\(different) of \(simulation.old.requests)\(shown < different ? "; \(shown) are shown, the gravest first" : "").")
        return SimulationPage(
            frame: frame, version: version, back: back,
            figures: simulation.figures(in: words).map { SimulationPage.Figure(name: $0.name, old: $0.old, new: $0.new, isChanged: $0.isChanged) },
            bars: Metric.allCases.compactMap(bars), count: count(in: language), differences: simulation.differences.map(difference))
    }

    private func bars(_ metric: Metric) -> SimulationPage.Bars? {
        guard let old = bar(simulation.old.marks[metric], language(.asItWas)), let new = bar(simulation.new.marks[metric], language(.underThisVersion)) else { return nil }
        return SimulationPage.Bars(name: metric.said(in: language), old: old, new: new)
    }

    private func bar(_ marks: Tally.Marks?, _ name: String) -> TimeBar? {
        guard let marks, let met = marks.perMilleMet else { return nil }
        let said = Said(es: "\(marks.met) a tiempo, \(marks.breached) tarde", en: "\(marks.met) in time, \(marks.breached) late")
        let stretches = [TimeBar.Stretch(kind: .used, share: met), TimeBar.Stretch(kind: .late, share: 1_000 - met)].filter { $0.share > 0 }
        return TimeBar(stretches: stretches, words: said(in: language), start: name, end: "\(met / 10).\(met % 10) %")
    }

    private func difference(_ difference: Simulation.Difference) -> SimulationPage.Difference {
        let received = Said(es: "recibida el \(words.short(difference.openedAt))", en: "received \(words.short(difference.openedAt))")(in: language)
        let closings = zip(difference.old.tickets, difference.new.tickets).filter { $0.closedAt != $1.closedAt }.map { old, new in
            SimulationPage.Pair(
                name: Said(es: "Cierre", en: "Closing")(in: language), old: said(old.closedAt), new: said(new.closedAt), oldReckoning: nil, newReckoning: nil)
        }
        return SimulationPage.Difference(
            folio: difference.folio, link: .ticket(slug, difference.folio), what: "\(difference.kind.said(in: language)); \(received)",
            objections: difference.new.objections.map { (text: $0.reason(in: language), cite: $0.clause.map { ClauseCite($0, in: nil) }) },
            pairs: closings + difference.pairs.map { pair in
                SimulationPage.Pair(
                    name: pair.metric.said(in: language), old: said(pair.old), new: said(pair.new),
                    oldReckoning: reckoning(pair.old, under: policies[difference.policy]), newReckoning: reckoning(pair.new, under: candidate))
            })
    }

    private func said(_ instant: Instant) -> String {
        instant < .never ? words.short(instant) : Said(es: "abierto", en: "open")(in: language)
    }

    private func said(_ side: Simulation.Difference.Side?) -> String {
        side?.deadline.said(words) ?? "–"
    }

    private func reckoning(_ side: Simulation.Difference.Side?, under policy: Policy?) -> ReckoningTable? {
        guard let side, let policy, let promise = policy.promise(side.deadline.promise) else { return nil }
        return side.ticket.reckoning(of: side.deadline, under: policy, until: now).map {
            ReckoningTable($0, of: promise, from: side.deadline.startedAt, to: side.deadline.dueAt, words)
        }
    }
}

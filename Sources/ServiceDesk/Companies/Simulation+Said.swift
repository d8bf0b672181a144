import BusinessTime
import SupportPolicy

extension Simulation.Kind {
    package var said: Said {
        switch self {
        case .refused: Said(es: "No se habría recibido", en: "Would not have been taken")
        case .verdict: Said(es: "Otro resultado de un plazo", en: "Another outcome of a promise")
        case .closing: Said(es: "Otro cierre", en: "Another closing")
        case .forbidden: Said(es: "Algo no se habría podido hacer", en: "Something could not have been done")
        case .due: Said(es: "Otro vencimiento", en: "Another due date")
        case .other: Said(es: "Sólo en detalles, como otra cláusula", en: "Only in details, such as another clause")
        }
    }
}

extension Deadline {
    /// When it is due, and how it stands.
    package func said(_ words: Wording) -> String {
        let standing = (status == .indicative ? dueAt.insteadOfDate ?? status.said : status.said)(in: words.language)
        return dueAt.isDate ? "\(words.short(dueAt)) (\(standing))" : standing
    }
}

extension Deadline.Status {
    package var said: Said {
        switch self {
        case .running: Said(es: "corre", en: "running")
        case .paused: Said(es: "en pausa", en: "paused")
        case .met: Said(es: "a tiempo", en: "in time")
        case .breached: Said(es: "tarde", en: "late")
        case .indicative: Said(es: "sin límite", en: "no limit")
        case .cancelled: Said(es: "sin efecto", en: "given up")
        }
    }
}

extension Simulation {
    /// One figure as it was, and as it would have been.
    package struct Figure: Sendable {
        package let name: String
        package let old, new: String

        package var isChanged: Bool { old != new }
    }

    /// What the figures say, in the order in which people ask; what is nought on both sides says nothing.
    package func figures(in words: Wording) -> [Figure] {
        func figure(_ name: Said, _ value: (Tally) -> String) -> Figure {
            Figure(name: name(in: words.language), old: value(old), new: value(new))
        }
        let metrics = Metric.allCases.filter { old.marks[$0] != nil || new.marks[$0] != nil }
        var figures = [
            figure(Said(es: "Solicitudes recibidas", en: "Requests taken")) { "\($0.requests - $0.refused)" },
            figure(Said(es: "Solicitudes no recibidas", en: "Requests not taken")) { "\($0.refused)" },
        ]
        for metric in metrics {
            for (status, count) in [(Deadline.Status.met, \Tally.Marks.met), (.breached, \.breached), (.running, \.pending), (.indicative, \.indicative)] {
                figures.append(figure(Said(es: "\(metric.said.es), \(status.said.es)", en: "\(metric.said.en), \(status.said.en)")) {
                    "\($0.marks[metric]?[keyPath: count] ?? 0)"
                })
            }
        }
        figures += [
            figure(Said(es: "Horas hábiles hasta la primera respuesta, mediana", en: "Business hours to the first answer, median")) { tally in
                tally.medianAnswer.map { words.duration($0) } ?? "–"
            },
            figure(Said(es: "Cierres automáticos", en: "Automatic closings")) { "\($0.closings)" },
            figure(Said(es: "Escalados al abrir", en: "Escalated at the opening")) { "\($0.escalations)" },
            figure(Said(es: "Tickets nuevos por responder a uno cerrado", en: "New tickets by answers to closed ones")) { "\($0.followUps)" },
            figure(Said(es: "Solicitudes con algo que no se habría podido hacer", en: "Requests with something that could not have been done")) { "\($0.forbidden)" },
        ]
        return figures.filter { $0.old != "0" || $0.new != "0" }
    }
}

extension Simulation.Difference {
    /// The same promise on both sides, where they differ; `nil` on the side that has none.
    package struct Pair: Sendable {
        package let metric: Metric
        package let old, new: Side?
    }

    package struct Side: Sendable, Hashable {
        package let ticket: Ticket
        package let deadline: Deadline
    }

    /// What was owed and would have been, metric by metric, in order.
    package var pairs: [Pair] {
        Metric.allCases.flatMap { metric -> [Pair] in
            let (before, after) = (sides(of: old, metric), sides(of: new, metric))
            return (0..<max(before.count, after.count)).compactMap { index in
                let pair = Pair(metric: metric, old: before.dropFirst(index).first, new: after.dropFirst(index).first)
                return pair.isChanged ? pair : nil
            }
        }
    }

    private func sides(of course: Course, _ metric: Metric) -> [Side] {
        course.tickets.flatMap { ticket in
            ticket.deadlines.filter { $0.metric == metric && $0.status != .cancelled }.map { Side(ticket: ticket, deadline: $0) }
        }
    }
}

extension Simulation.Difference.Pair {
    fileprivate var isChanged: Bool {
        old?.deadline.dueAt != new?.deadline.dueAt || old?.deadline.status != new?.deadline.status
    }
}

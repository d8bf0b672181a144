import BusinessTime
import Foundation
import SupportPolicy
import Testing
import ZoneFiles

/// The five policies of the house.
enum Sample: String, CaseIterable, CustomTestStringConvertible {
    case facturaInteligente = "factura-inteligente"
    case factuPronto = "factupronto"
    case fel
    case intecnia
    case grupoExecom = "grupo-execom"

    var testDescription: String { rawValue }

    /// Its requirements are numbered from 1 to `count` after `prefix`.
    var requirements: (prefix: String, count: Int) {
        switch self {
        case .facturaInteligente: ("FI", 48)
        case .factuPronto: ("FP", 39)
        case .fel: ("FEL", 32)
        case .intecnia: ("IN", 64)
        case .grupoExecom: ("GE", 85)
        }
    }

    /// As the company ships it, every gap filled by a named assumption.
    var reading: PolicyReading {
        get throws { read(try text) }
    }

    /// The document as the company ships it.
    var text: String {
        get throws { try Self.text(of: "Policies/\(rawValue).yaml") }
    }

    /// As it was printed, every gap still open.
    var asPrinted: PolicyReading {
        get throws { read(try Self.text(of: "Tests/SupportPolicyTests/AsPrinted/\(rawValue).yaml")) }
    }

    var policy: Policy {
        get throws {
            let reading = try reading
            guard let policy = reading.policy else { throw Unreadable(findings: reading.findings) }
            return policy
        }
    }

    struct Unreadable: Error {
        let findings: [Finding]
    }

    /// A file of the repository.
    static func text(of path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    func read(_ text: String) -> PolicyReading {
        PolicyReading(text, file: "\(rawValue).yaml", zone: ZoneFiles.zone(named:))
    }
}

extension Policy {
    /// The instant at which the company's wall shows `2026-03-12 17:00`, or `2026-03-12 17:00:01`.
    func at(_ wall: String) throws -> Instant {
        let (date, time) = (wall.prefix(10), wall.dropFirst(11).split(separator: ":").compactMap { Int($0) })
        guard let day = CalendarDate(iso: date), (2...3).contains(time.count) else { throw NotATime(text: wall) }
        let second = time[0] * 3_600 + time[1] * 60 + (time.count == 3 ? time[2] : 0)
        return zone.instant(LocalDateTime(date: day, secondOfDay: second))
    }

    /// The company's wall clock: `2026-03-12 17:00`, with seconds where there are some.
    func wall(_ instant: Instant) -> String {
        let text = zone.local(instant).iso.replacing("T", with: " ")
        return text.hasSuffix(":00") ? String(text.dropLast(3)) : text
    }

    struct NotATime: Error {
        let text: String
    }
}

extension TicketFacts {
    /// A request of the kind that most rows of a table are about.
    static func request(
        _ channel: ChannelKind, _ type: String = "ticket", category: String? = nil, department: String? = nil,
        priority: String? = nil, severity: Int? = nil, level: Int? = nil
    ) -> TicketFacts {
        TicketFacts(
            channel: channel, type: type, category: category, department: department,
            priority: priority, severity: severity, level: level)
    }
}

extension TicketFacts: CustomTestStringConvertible {
    public var testDescription: String {
        let axes: [String?] = [
            channel.rawValue, type, category, department, priority,
            severity.map { "severity \($0)" }, level.map { "level \($0)" },
        ]
        return axes.compactMap { $0 }.joined(separator: ", ")
    }
}

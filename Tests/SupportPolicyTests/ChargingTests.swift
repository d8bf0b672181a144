import BusinessTime
import SupportPolicy
import Testing

/// What services cost by the documents of Grupo Execom and Intecnia, worked by hand.
struct ChargingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let attendance: Attendance
        let holds: String
        /// "incident 1, credit 2"; empty: nothing.
        let charged: String
        let ids: String

        init(_ services: Attendance.Service..., at circumstances: Circumstance..., holds: String, charged: String, _ ids: String) {
            attendance = Attendance(
                services, isOnSite: circumstances.contains(.onSite), isUrgent: circumstances.contains(.urgent),
                isOutOfHours: circumstances.contains(.outOfHours), on: CalendarDate(iso: "2026-03-12"))
            (self.holds, self.charged, self.ids) = (holds, charged, ids)
        }

        var testDescription: String { "\(attendance.services.map { "\($0.item) \($0.quantity)" }) with \(holds): \(ids)" }
    }

    typealias Service = Attendance.Service

    @Test(arguments: [
        // Advice: an event; a credit once events have run out.
        Row(Service("advice_event"), holds: "event=2,credit=5", charged: "event 1", "GE-69 GE-63 GE-42"),
        Row(Service("advice_event"), holds: "credit=5", charged: "credit 1", "GE-69 GE-68 GE-63"),
        Row(Service("advice_event", quantity: 3), holds: "event=2,credit=5", charged: "event 2, credit 1", "GE-69 GE-68"),
        // Incidents: one each, four credits once they have run out; unsolved ones nothing (A-44).
        Row(Service("support_incident"), holds: "incident=1,credit=8", charged: "incident 1", "GE-70 GE-63"),
        Row(Service("support_incident"), holds: "credit=4", charged: "credit 4", "GE-70 GE-68"),
        Row(Service("support_incident", quantity: 3), holds: "incident=1,credit=8", charged: "incident 1, credit 8", "GE-70 GE-68"),
        Row(Service("support_incident", isSolved: false), holds: "", charged: "", "GE-70"),
        Row(Service("support_incident", isSolved: false), at: .outOfHours, holds: "credit=9", charged: "", "GE-70"),
        // Hours: four credits each, a started hour whole (A-58).
        Row(Service("technical_hour", quantity: 2), holds: "credit=8", charged: "credit 8", "GE-71 GE-65"),
        Row(Service("technical_hour", minutes: 61), holds: "credit=8", charged: "credit 8", "GE-71"),
        Row(Service("technical_hour", minutes: 60), holds: "credit=8", charged: "credit 4", "GE-71"),
        Row(Service("online_training_hour", participants: 10), holds: "credit=8", charged: "credit 4", "GE-72"),
        Row(Service("online_training_hour", participants: 11), holds: "credit=8", charged: "credit 8", "GE-72"),
        Row(Service("online_training_hour", quantity: 2, participants: 25), holds: "credit=24", charged: "credit 24", "GE-72"),
        // Visits: the fee comes by itself, once; urgency costs only on site.
        Row(Service("technical_hour"), at: .onSite, holds: "credit=20", charged: "credit 6", "GE-71 GE-73"),
        Row(Service("technical_hour"), at: .onSite, .urgent, holds: "credit=20", charged: "credit 11", "GE-73 GE-74"),
        Row(Service("technical_hour"), at: .onSite, .urgent, .outOfHours, holds: "credit=20", charged: "credit 16", "GE-74 GE-75"),
        Row(Service("technical_hour"), at: .urgent, holds: "credit=20", charged: "credit 4", "GE-71"),
        Row(Service("technical_hour"), at: .outOfHours, holds: "credit=20", charged: "credit 9", "GE-71 GE-75"),
        Row(Service("visit_fee"), holds: "credit=2", charged: "credit 2", "GE-73"),
        Row(Service("visit_fee"), at: .onSite, holds: "credit=2", charged: "credit 2", "GE-73"),
        Row(Service("visit_fee", quantity: 3), at: .urgent, holds: "credit=20", charged: "credit 11", "GE-73 GE-74"),
        Row(Service("technical_hour"), Service("visit_fee"), at: .onSite, holds: "credit=20", charged: "credit 6", "GE-71 GE-73"),
        Row(Service("support_incident", isSolved: false), at: .onSite, .urgent, .outOfHours, holds: "credit=20", charged: "credit 2", "GE-73"),
        // A server with its first terminal is one incident, each further terminal a credit.
        Row(Service("server_installation"), holds: "incident=1,credit=9", charged: "incident 1", "GE-79 GE-65"),
        Row(Service("server_installation"), holds: "credit=9", charged: "credit 4", "GE-79"),
        Row(Service("server_installation", quantity: 4), holds: "incident=1,credit=9", charged: "incident 1, credit 3", "GE-79"),
        Row(Service("server_installation", quantity: 5), holds: "incident=2,credit=9", charged: "incident 2", "GE-79 GE-80 GE-81"),
        // Up to four terminals are one incident, each further one a credit.
        Row(Service("terminal_installation"), holds: "incident=1", charged: "incident 1", "GE-80"),
        Row(Service("terminal_installation", quantity: 4), holds: "incident=1", charged: "incident 1", "GE-80"),
        Row(Service("terminal_installation", quantity: 5), holds: "incident=1,credit=1", charged: "incident 1, credit 1", "GE-80"),
        Row(Service("terminal_installation", quantity: 6), holds: "incident=1,credit=10", charged: "incident 1, credit 2", "GE-80 GE-65 GE-81"),
        Row(Service("terminal_installation", quantity: 6), holds: "credit=10", charged: "credit 6", "GE-80 GE-70 GE-68"),
        Row(Service("terminal_installation", quantity: 6), holds: "incident=2", charged: "incident 2", "GE-80"),
        Row(Service("terminal_installation", quantity: 9), holds: "incident=2,credit=9", charged: "incident 2, credit 1", "GE-80 GE-81"),
        // What is free, quoted, or done within the time of the first service.
        Row(Service("quotation"), at: .outOfHours, holds: "", charged: "", "GE-64"),
        Row(Service("assistance_ticket"), holds: "", charged: "", "GE-25"),
        Row(Service("limited_phone_advice"), holds: "", charged: "", "GE-10"),
        Row(Service("general_services", quoted: 7), holds: "credit=7", charged: "credit 7", "GE-76 GE-77"),
        Row(Service("beyond_specification", quoted: 2), holds: "credit=7", charged: "credit 2", "GE-78"),
        Row(Service("support_incident", minutes: 20), Service("advice_event", minutes: 10, isWithinTime: true),
            holds: "incident=1", charged: "incident 1", "GE-70 GE-66"),
        Row(Service("support_incident", minutes: 20), Service("advice_event", minutes: 10), holds: "incident=1,event=1",
            charged: "event 1, incident 1", "GE-70 GE-69"),
        // What has expired does not count; what expires on the day still does.
        Row(Service("technical_hour"), holds: "credit=4@2026-03-12,credit=4@2026-03-11", charged: "credit 4", "GE-71"),
        Row(Service("advice_event"), holds: "event=1@2026-03-11,credit=1", charged: "credit 1", "GE-69 GE-68"),
    ])
    func `Grupo Execom charges`(_ row: Row) throws {
        let decision = try Sample.grupoExecom.policy.charge(for: row.attendance, holding: Holding.list(row.holds))
        #expect(decision.best.charges.map { "\($0.unit) \($0.amount)" }.joined(separator: ", ") == row.charged)
        #expect(row.ids.split(separator: " ").filter { !decision.clauses.flatMap(\.ids).contains(String($0)) } == [])
        #expect(decision.best.loses == nil && decision.best.missing.isEmpty)
        #expect(decision.alternatives.allSatisfy { $0.loses != nil })
    }

    @Test(arguments: [
        Row(Service("support_hour", quantity: 2), holds: "minute=300", charged: "minute 120", "IN-12"),
        Row(Service("support_hour", minutes: 1), holds: "minute=300", charged: "minute 15", "IN-12"),
        Row(Service("support_hour", minutes: 50), holds: "minute=300", charged: "minute 60", "IN-12"),
        Row(Service("advice_at_company_hour"), holds: "minute=3000,at_company_minute=180", charged: "minute 60, at_company_minute 60", "IN-21"),
        Row(Service("advice_on_site_hour", minutes: 70), holds: "minute=3000,on_site_minute=180", charged: "minute 75, on_site_minute 75", "IN-22 IN-24"),
        Row(Service("warranty_support"), at: .onSite, holds: "", charged: "", "IN-5 IN-7 IN-24"),
    ])
    func `Intecnia charges`(_ row: Row) throws {
        let decision = try Sample.intecnia.policy.charge(for: row.attendance, holding: Holding.list(row.holds))
        #expect(decision.best.charges.map { "\($0.unit) \($0.amount)" }.joined(separator: ", ") == row.charged)
        #expect(row.ids.split(separator: " ").filter { !decision.clauses.flatMap(\.ids).contains(String($0)) } == [])
    }

    @Test(arguments: [
        (Sample.grupoExecom, Row(Service("support_incident"), holds: "credit=3", charged: "", "GE-61 GE-62"), "Falta: 1 crédito de servicio.", "Tarjetas de servicio"),
        (.grupoExecom, Row(Service("terminal_installation", quantity: 5), holds: "incident=1", charged: "", "GE-61"), "Cuesta 1 incidente y 1 crédito de servicio.", "Tarjetas"),
        (.grupoExecom, Row(Service("technical_hour"), holds: "credit=9@2026-03-11", charged: "", "GE-61"), "Ya venció: 9 créditos de servicio.", "renueve su póliza"),
        (.grupoExecom, Row(Service("general_services"), holds: "credit=99", charged: "", "GE-76"), "se cotiza", "cotización"),
        (.grupoExecom, Row(Service("support_incident", minutes: 25), Service("advice_event", minutes: 6, isWithinTime: true), holds: "incident=1", charged: "", "GE-66"), "No cabe en los 30 minutos", ""),
        (.intecnia, Row(Service("support_hour", minutes: 61), holds: "minute=60", charged: "", "IN-27 IN-28"), "Falta: 15 min (horas de póliza).", "orden de compra"),
        (.intecnia, Row(Service("advice_on_site_hour"), holds: "minute=600", charged: "", "IN-23"), "Falta: 1 hora de asesoría en sitio.", "se cobra por hora"),
        (.intecnia, Row(Service("additional_advice_hour"), holds: "minute=600", charged: "", "IN-23"), "se cotiza", "cotización"),
    ])
    func `what cannot be paid is refused with its clause and how to go on`(_ sample: Sample, _ row: Row, _ reason: String, _ wayIn: String) throws {
        switch try sample.policy.answer(to: row.attendance, holding: Holding.list(row.holds)) {
        case .failure(.refused(let refusal, let ways)):
            #expect(row.ids.split(separator: " ").allSatisfy { refusal.clause.ids.contains(String($0)) })
            #expect(refusal.reason.es.contains(reason))
            #expect(refusal.wayIn?.contains(wayIn) == true)
            #expect(ways.allSatisfy { !$0.missing.isEmpty && $0.loses != nil })
        case .failure(.invalid(let problem)): Issue.record("\(problem)")
        case .success(let decision): Issue.record("charged \(decision.best.charges)")
        }
    }

    @Test(arguments: [
        (Sample.facturaInteligente, "uncooperative_assistance", "FI-31"), (.factuPronto, "csd", "FP-9"), (.factuPronto, "logo", "FP-8"),
    ])
    func `what is only quoted has no list price`(_ sample: Sample, _ item: String, _ id: String) throws {
        guard case .failure(.refused(let refusal, let ways)) = try sample.policy.answer(to: Attendance([Service(item)]), holding: []) else {
            Issue.record("\(item) was charged")
            return
        }
        #expect(refusal.clause.ids.contains(id) && refusal.wayIn?.contains("cotización") == true && ways.isEmpty)
    }

    @Test
    func `who cooperates is assisted for free (FI-31)`() throws {
        let decision = try Sample.facturaInteligente.policy.charge(for: Attendance([Service("assistance")]), holding: [])
        #expect(decision.best.charges.isEmpty && decision.clauses.flatMap(\.ids).contains("FI-31"))
    }

    @Test(arguments: [0, -1, 10_001, 1_000_000_000_000_000_000, Int.max, Int.min])
    func `numbers that no attendance has are told, and nothing overflows`(_ number: Int) throws {
        let policy = try Sample.grupoExecom.policy
        let services = policy.tariff.items.map { Service($0.id, quantity: number) }
        let others = [
            Service("general_services", quoted: number > 0 ? Int.max : number), Service("online_training_hour", participants: number),
            Service("technical_hour", minutes: number > 0 ? Int.max : number),
        ]
        for service in services + others {
            let answer = policy.answer(to: Attendance([service]), holding: [Holding("credit", 1_000_000_000_000)])
            guard case .failure(.invalid(let problem)) = answer else { Issue.record("\(service): \(answer)"); continue }
            #expect(["quantity", "quoted", "participants", "minutes"].contains(problem.field))
        }
        guard number != 0, number != 10_001 else { return }
        let answer = policy.answer(to: Attendance([Service("visit_fee")]), holding: [Holding("credit", number)])
        guard case .failure(.invalid(let problem)) = answer else { Issue.record("a balance of \(number)"); return }
        #expect(problem.field == "holds")
    }

    @Test
    func `the most that may be asked is answered`() throws {
        let policy = try Sample.grupoExecom.policy
        let most = Attendance([Service("terminal_installation", quantity: 10_000)], isOnSite: true)
        let decision = try policy.charge(for: most, holding: [Holding("incident", 100), Holding("credit", 1_000_000_000_000)])
        #expect(decision.best.charges == [UnitAmount("incident", 100), UnitAmount("credit", 9_602)])
        // An incident that is exchanged covers four terminals for four credits, as they cost one by one: no other charge.
        #expect(decision.alternatives.count == 99)
        #expect(throws: ChargeError.self) {
            try policy.charge(for: Attendance(Array(repeating: Service("terminal_installation", quantity: 10_000), count: 100)), holding: [])
        }
        #expect(throws: ChargeError.self) { try policy.charge(for: Attendance([]), holding: []) }
    }

    @Test(arguments: [
        (Service("teleport"), "service", "advice_event, support_incident"),
        (Service("technical_hour", quantity: 2, minutes: 30), "minutes", "no ambos"),
        (Service("advice_event", isWithinTime: true), "service", "no tiene un tiempo"),
    ])
    func `a question that cannot be asked is told`(_ service: Service, _ field: String, _ words: String) throws {
        let policy = try Sample.grupoExecom.policy
        let answer = policy.answer(to: Attendance([service]), holding: [])
        guard case .failure(.invalid(let problem)) = answer else { Issue.record("\(answer)"); return }
        #expect(problem.field == field && problem.message.es.contains(words))
    }

    @Test
    func `every other way says why it loses, the nearest first`() throws {
        let decision = try Sample.grupoExecom.policy.charge(
            for: Attendance([Service("terminal_installation", quantity: 12)]), holding: Holding.list("incident=2,credit=20"))
        #expect(decision.best.charges == [UnitAmount("incident", 2), UnitAmount("credit", 4)])
        #expect(decision.alternatives.map { "\($0.charges.map(\.amount)) \($0.loses?.es ?? "")" } == [
            "[1, 8] Cuesta 4 créditos de servicio más.",
        ], "three incidents, one of them exchanged, come to the same charge")
    }

    @Test
    func `what expires first is spent first`() throws {
        let decision = try Sample.grupoExecom.policy.charge(
            for: Attendance([Service("technical_hour", quantity: 2)]),
            holding: Holding.list("credit=5,credit=3@2026-12-31,credit=2@2026-06-30"))
        #expect(decision.best.draws.map { "\($0.amount) \($0.expires.map { "\($0)" } ?? "-")" } == ["2 2026-06-30", "3 2026-12-31", "3 -"])
    }

    @Test
    func `travel expenses are told apart, and what the price list does not know`() throws {
        let policy = try Sample.grupoExecom.policy
        let visit = try policy.charge(for: Attendance([Service("technical_hour")], isOnSite: true), holding: Holding.list("credit=6"))
        #expect(visit.apart.map(\.id) == ["travel_expenses"])    // GE-73
        let remote = try policy.charge(for: Attendance([Service("technical_hour")], isUrgent: true), holding: Holding.list("credit=6"))
        #expect(remote.unpriced == [.urgent])                    // GE-74: only on site
    }
}

extension Policy {
    func answer(to attendance: Attendance, holding holdings: [Holding]) -> Result<ChargeDecision, ChargeError> {
        Result { () throws(ChargeError) in try charge(for: attendance, holding: holdings) }
    }
}

extension Holding {
    /// `incident=1,credit=5@2026-12-31`
    static func list(_ text: String) -> [Holding] {
        text.split(separator: ",").compactMap { part in
            let words = part.split { "=@".contains($0) }
            guard words.count >= 2, let amount = Int(words[1]) else { return nil }
            return Holding(String(words[0]), amount, expires: words.count > 2 ? CalendarDate(iso: words[2]) : nil)
        }
    }
}

import SupportPolicy
@testable import Web

extension Sample {
    static func console(_ language: Language) -> [(name: String, page: any Page)] {
        [
            ("queue", queuePage(language)),
            ("queue-empty", QueuePage(frame: agent(language), queue: QueueList(slug: "intecnia", say: language, lines: [], counts: "0 abiertas").drawn)),
            ("ticket", TicketPage(
                frame: agent(language), folio: "A-101", subject: "No puedo timbrar: «CSD no vigente»", state: "Abierto", assignee: "Inés Robles", level: "Nivel 1, Consultores",
                weight: "Severidad 1", opened: "jue 26 feb 2026, 17:20, por correo", owed: late, deadlines: [
                    OwedLine(what: "Acuse de recibo", due: "Cumplido el jueves 26, 17:20", standing: .kept, because: ClauseCite(id: "IN-29")),
                    OwedLine(what: "Solución", due: "Sin compromiso de tiempo", standing: .unlimited, because: ClauseCite(id: "IN-42"))],
                requester: RequesterCard(
                    name: "Luna Ortega", email: "luna@papeleria.example", customer: "Papelería Luna, S.A. de C.V.", rfc: "PLU990115AB3",
                    admission: "Sin verificar", isAdmitted: false, cite: ClauseCite(id: "IN-27")),
                entries: agentEntries, integrity: IntegrityLine(count: 6, hash: "9c41e07ab2d0"), acts: acts,
                goesOnIn: ("A-99", .ticket("intecnia", "A-99")),
                merged: [MergedLine(folio: "A-103", subject: "Otra vez <no> timbra", link: .ticket("intecnia", "A-103"), entries: Array(agentEntries.prefix(1)))],
                alike: [AlikeLine(folio: "A-98", subject: "No timbro", opened: "ayer, 9:10", likeness: "dice casi lo mismo", link: .ticket("intecnia", "A-98"), merging: .ticket("intecnia", "A-101") / "merging", into: "A-98", act: "Juntar A-101 con A-98")],
                around: PeopleAround(participants: [.init(name: "Memo <Mora>", email: "memo@papeleria.example")], copied: [.init(name: "", email: "nora@papeleria.example")], place: .ticket("intecnia", "A-101") / "participants"),
                oneProblem: ClauseCite(id: "FI-20"))),
            ("ticket-wrong", TicketPage(
                frame: agent(language), folio: "A-102", subject: "Sin red en la sucursal Tuxtla", state: "Nuevo", opened: "hoy, 13:40, por teléfono", owed: owed,
                requester: RequesterCard(name: "Raúl Méndez", email: "raul@ferreteria.example", admission: "Remitente registrado", cite: ClauseCite(id: "IN-27")),
                acts: freshActs, problems: [FormField(name: "question", label: "Pregunta al cliente", kind: .multiline(rows: 3), problem: "Escriba qué necesita del cliente.")])),
            ("new-ticket", NewTicketPage(frame: agent(language), fields: [
                FormField(name: "channel", label: "Medio", kind: .select([Choice(value: "phone", label: "Teléfono"), Choice(value: "chat", label: "Chat"), Choice(value: "counter", label: "En persona")]), isRequired: true),
                FormField(name: "email", label: "Correo del solicitante", kind: .email, isRequired: true),
                FormField(name: "subject", label: "Asunto", kind: .text, isRequired: true),
                FormField(name: "text", label: "Descripción", kind: .multiline(rows: 6), isRequired: true),
                FormField(name: "severity", label: "Severidad", kind: .select([Choice(value: "1", label: "1, fuera de servicio"), Choice(value: "2", label: "2, alto impacto")]), isRequired: true)])),
            ("work", WorkPage(
                frame: agent(language), folio: "IN-7", subject: "Sin red en la bodega", ticket: .ticket("intecnia", "IN-7"),
                lines: [
                    (WorkLine(number: 2, what: "Visita, urgente", details: ["Lugar: <Bodega>", "Recibió: Rosa Pineda"], when: "mié 18 mar, 11:00–12:00", who: "Inés Robles", state: "Acordada", standing: .soon,
                              sheet: Link("intecnia", "requests", "IN-7", "visits", "2", "sheet.pdf")),
                     [.init(name: "Registrar la llegada", place: Link("intecnia", "desk"), fields: [FormField(name: "at-2", label: "Cuándo llegó", kind: .dateAndTime, problem: "No es futura.")], isPrimary: true, takesFiles: true)]),
                    (WorkLine(number: 1, what: "Cronómetro", when: "ayer 18:40", who: "Tomás Ek", state: "Corre desde ayer 18:40: parece olvidado", standing: .late, charge: Link("intecnia", "desk")), []),
                ], new: [.init(name: "Iniciar cronómetro", place: Link("intecnia", "desk"))])),
            ("notices", NoticesPage(frame: agent(language, current: 1), lines: [
                .init(at: "hoy, 10:50", instant: "2026-03-02T16:50:00Z", what: "A-101 venció sin primera respuesta", subject: "No puedo timbrar", link: .ticket("intecnia", "A-101"), standing: .late),
                .init(at: "hoy, 12:45", instant: "2026-03-02T18:45:00Z", what: "Luna Ortega respondió en A-101", subject: "No puedo timbrar", link: .ticket("intecnia", "A-101")),
                .init(at: "ayer, 9:12", instant: "2026-03-01T15:12:00Z", what: "Le asignaron A-98", subject: "Cableado del piso 2", link: .ticket("intecnia", "A-98"), isRead: true)])),
            ("notices-empty", NoticesPage(frame: agent(language, current: 1), lines: [])),
            ("outbox", OutboxPage(frame: agent(language, current: 2), lines: [
                .init(at: "hoy, 13:05", to: "luna@papeleria.example", subject: "[A-101] Su solicitud", folio: "A-101", state: "Pendiente", standing: .calm, why: "Segundo intento a las 13:10: el servidor pidió esperar."),
                .init(at: "hoy, 12:10", to: "compras@ferreteria.example", subject: "[A-77] Cierre", folio: "A-77", state: "No se pudo entregar", standing: .late, why: "550 5.1.1: el buzón no existe", again: Link("intecnia", "desk", "outbox", "77", "sending")),
                .init(at: "hoy, 9:00", to: "raul@ferreteria.example", subject: "[A-102] Folio asignado", folio: "A-102", state: "Enviado", standing: .kept)], health: .mailboxes("intecnia"))),
            ("mailbox-rules", MailboxRulesPage(
                frame: agent(language, current: 2), address: "ventas@intecnia.example", action: .mailboxes("intecnia") / "2",
                fields: [FormField(name: "label", label: "Para qué es", kind: .text, value: "Ventas <y más>", hint: "Así se llama en los filtros.")])),
            ("mailboxes", MailboxesPage(frame: agent(language, current: 2), boxes: [
                .init(address: "soporte@intecnia.example", state: "Se lee", standing: .kept, readAt: "hoy, 13:04", waiting: 3, oldest: "hoy, 13:01", test: "Salió y llegó en 4 s, hoy 12:00", testStanding: .kept, trial: Link("intecnia", "desk", "mailboxes", "1", "tests")),
                .init(address: "ventas@intecnia.example", state: "El servidor no acepta el usuario o la contraseña. (Login denied)", standing: .late, readAt: "", waiting: 0, trial: Link("intecnia", "desk", "mailboxes", "2", "tests"))],
                leaving: "No hay correo por enviar.",
                parked: [.init(at: "hoy, 12:00", why: "El programa se interrumpió 3 veces al leerlo.", original: Link("intecnia", "desk", "parked-mail", "ab"), again: Link("intecnia", "desk", "parked-mail", "ab", "reading"))],
                refused: [.init(at: "hoy, 11:00", from: "x@otro.example", subject: "<ayer> y hoy", cite: ClauseCite(id: "GE-42"), original: Link("intecnia", "desk", "refused-mail", "1"))])),
            ("mail", mailPage(language)),
            ("letters", LettersPage(frame: agent(language, current: 2), lines: [
                .init(name: "Acuse de recibo", standings: [("Español: versión 3, de Ada Ruiz, lun 2 mar, 10:04", true, Link.letters("intecnia") / "acknowledgement" / "es"), ("English: texto de la mesa", false, Link.letters("intecnia") / "acknowledgement" / "en")]),
                .init(name: "Respuesta", standings: [("Español: texto de la mesa", false, Link.letters("intecnia") / "answer" / "es")])])),
            ("letter", letterPage(language)),
            ("letter-wrong", letterPage(language, problem: "Renglón 3: «foolio» no existe en esta carta.")),
            ("preferences", PreferencesPage(
                frame: agent(language, current: 1),
                fields: [FormField(name: "work", label: "Lo que se le asigna", kind: .select([Choice(value: "each", label: "Uno por uno"), Choice(value: "daily", label: "Juntos, una vez al día, al abrir")]), isRequired: true, value: "daily")],
                promised: [.init(what: "Que algo venció sin cumplirse", cite: in59)], notices: .notices("intecnia"))),
            ("people", PeoplePage(frame: agent(language, current: 3), lines: [
                .init(name: "Inés Robles", email: "ines@intecnia.example", role: "Consultora", level: "Nivel 1", standing: "Activa"),
                .init(name: "Tomás Ek", email: "tomas@intecnia.example", role: "Responsable de Calidad", level: "Nivel 2", standing: "Activo")],
                invitation: [FormField(name: "name", label: "Nombre", kind: .text, isRequired: true), FormField(name: "email", label: "Correo", kind: .email, isRequired: true),
                    FormField(name: "role", label: "Función", kind: .select([Choice(value: "agent", label: "Consultor"), Choice(value: "supervisor", label: "Supervisor")]), isRequired: true)])),
            ("policy", PolicyPage(
                frame: agent(language, current: 4), name: "Política de soporte técnico", version: "Versión 2019-03-25, vigente desde el viernes 1 de enero de 2016",
                hours: [.init(label: "Lunes a viernes de 9:00 a 14:00 y de 16:00 a 19:00", now: "Abierto ahora; cierra hoy 14:00.", isOpen: true, cite: ClauseCite(id: "IN-18"))],
                closedDays: [.init(date: "lunes 16 de marzo de 2026", name: "Natalicio de Benito Juárez")],
                calculator: PolicyCalculator(
                    action: Link("intecnia", "policy"),
                    fields: [FormField(name: "channel", label: "Si escribo o llamo por", kind: .select([Choice(value: "email", label: "Correo")]), isRequired: true),
                             FormField(name: "when", label: "El", kind: .dateAndTime, value: "2026-03-02T10:00")],
                    answer: .init(admission: "Se recibe.", standing: .kept, owed: [
                        OwedLine(what: "Primera respuesta", due: "A más tardar el martes 3 de marzo de 2026, 10:00", standing: .calm, because: ClauseCite(id: "IN-36"))])),
                prices: PriceTables(
                    plans: [.init(name: "Básica", cites: [ClauseCite(id: "IN-14")])], rows: [.init(name: "Horas de póliza", values: ["5 horas de póliza"]), .init(name: "Vigencia", values: ["1 año o hasta agotarse, lo que suceda primero"])],
                    services: [.init(name: "Hora de soporte", price: "el tiempo, de horas de póliza, en pasos de 15 min", charged: "según se trabaja", cite: ClauseCite(id: "IN-14"))]),
                commitments: [.init(id: "scope", title: "Qué abarca el servicio", lines: [
                    .init(label: "Desarrollo", details: ["No está incluido; con Fábrica de Software."], cite: ClauseCite(id: "IN-31"))])],
                sections: [.init(title: "Horario", clauses: [.init(id: "hours", name: "IN-18", text: "Lunes a viernes de 09:00 a 14:00 y de 16:00 a 19:00 horas.")]),
                    .init(title: "Tiempos de respuesta", clauses: [.init(id: "severity-1", name: "IN-37", text: "Severidad 1: fuera de servicio o un número significativo de usuarios afectados, 8 horas.")])],
                assumptions: [.init(question: "A-02: ¿Qué tiempo aplica antes de asignar la severidad?", answer: "El general: 8 horas hábiles")],
                versions: [.init(name: "Versión 2", link: Link("intecnia", "policy"), isShown: true), .init(name: "Versión 1", link: Link("intecnia", "policy").with([("version", "1")]), isShown: false)])),
            ("proposals", ProposalsPage(
                frame: agent(language, current: 4),
                lines: [.init(name: "Versión 2026-04", standing: "Propuesta por Tomás Ek el lunes 2 de marzo de 2026, 10:04.", link: .proposal("intecnia", 7))],
                problems: [FormField(name: "policy", label: "Documento", kind: .hidden, problem: "policy:243 targets[2].within: 'pronto' no es una duración")],
                fields: [FormField(name: "policy", label: "El documento", kind: .multiline(rows: 8), value: "schema: ventanilla-policy/1")])),
            ("why", WhyPage(
                frame: agent(language), folio: "IN-101", subject: "No puedo timbrar", back: .ticket("intecnia", "IN-101"), version: "Políticas de Soporte Técnico, versión 2019-03-25.",
                decisions: [
                    .init(what: "Se recibió", at: "hoy 10:00", instant: "2026-03-09T16:00:00Z", facts: [.init(name: "Medio", value: "Correo")], clause: ClauseCite(id: "IN-29", section: "Medios", quote: "Por correo se levanta ticket.", link: .policy("intecnia"))),
                    .init(what: "Primera respuesta, 8 h: vence el martes 10 de marzo de 2026, 10:00", at: "hoy 10:00", instant: "2026-03-09T16:00:00Z", facts: [], clause: nil,
                          reckoning: ReckoningTable(intro: "8 h desde el lunes 9", lines: [.init(span: "lun 9 mar, 10:00 – 14:00", counted: "4 h", total: "4 h", note: "abierto")], result: "Vence el martes 10"))])),
            ("closed-day", ClosedDayPage(
                frame: agent(language, current: 4), fields: [FormField(name: "date", label: "Día", kind: .date, isRequired: true, value: "2026-03-10"), FormField(name: "reason", label: "Motivo", kind: .text, isRequired: true, value: "Un sismo.")],
                preview: .init(
                    count: "Solicitudes que se mueven: 1.",
                    moves: [.init(folio: "IN-101", link: .ticket("intecnia", "IN-101"), subject: "No puedo timbrar", what: "Primera respuesta", old: "mar 10 mar, 10:00", new: "mié 11 mar, 10:00")],
                    fields: [FormField(name: "date", kind: .hidden, value: "2026-03-10")]))),
            ("proposals-empty", ProposalsPage(frame: agent(language, current: 4), lines: [], fields: [])),
            ("proposal", ProposalPage(
                frame: agent(language, current: 4), name: "Versión 2026-04", standing: "Propuesta por Tomás Ek el lunes 2 de marzo de 2026, 10:04.",
                remarks: [.init(kind: "Aviso", text: "Dos plazos igual de específicos.", cites: [ClauseCite(id: "IN-36"), ClauseCite(id: "IN-37")])],
                changes: [.init(what: "Primera respuesta, 4 h, vie 13 mar, 17:30", old: "mar 17 mar, 17:30", new: "mar 17 mar, 11:30"), .init(what: "targets[general_response].within", old: "8 h", new: "4 h")],
                address: .proposal("intecnia", 7),
                window: [FormField(name: "from", label: "Recibidas desde el", kind: .date, value: "2026-01-01"), FormField(name: "to", label: "Hasta el", kind: .date, value: "2026-03-02")],
                activation: "Al ponerla en vigor regirá lo que se abra desde ese momento.", mayActivate: true, mayWithdraw: true)),
            ("simulation", simulationPage(language)),
            ("simulation-same", SimulationPage(frame: agent(language, current: 4), version: "Versión 2026-04", back: .proposal("intecnia", 7), figures: [.init(name: "Solicitudes recibidas", old: "12", new: "12", isChanged: false)], bars: [], count: "", differences: [])),
            ("first-steps", FirstStepsPage(frame: PageFrame(company: CompanyFace(slug: "", name: "Ventanilla", accent: 0), language: language), steps: [
                ("Cree la empresa con su política.", "ventanilla company add fel --name \"Facturar en Línea\" --policy Policies/fel.yaml"),
                ("Invite a la primera persona.", "ventanilla person add fel ines@example.mx --role supervisor")])),
        ]
    }

    static func simulationPage(_ language: Language) -> SimulationPage {
        func bar(_ met: Int, _ name: String) -> TimeBar {
            TimeBar(stretches: [.init(kind: .used, share: met), .init(kind: .late, share: 1_000 - met)], words: "\(met / 10) a tiempo de 100", start: name, end: "")
        }
        let reckoning = ReckoningTable(intro: "8 h desde el jueves 12 de marzo de 2026, 17:00", lines: [.init(span: "jue 12 mar, 17:00 – 19:00", counted: "2 h", total: "2 h", note: "abierto")], result: "Vence el viernes 13")
        return SimulationPage(
            frame: agent(language, current: 4), version: "Versión 2026-04", back: .proposal("intecnia", 7),
            figures: [.init(name: "Primera respuesta, a tiempo", old: "91", new: "78", isChanged: true), .init(name: "Cierres automáticos", old: "4", new: "4", isChanged: false)],
            bars: [.init(name: "Primera respuesta", old: bar(910, "Como fue"), new: bar(780, "Con esta versión"))], count: "13 de 100.",
            differences: [.init(
                folio: "IN-103", link: .ticket("intecnia", "IN-103"), what: "Otro resultado de un plazo; recibida el jue 12 mar, 17:00",
                objections: [(text: "Sólo quien tiene asignado el ticket puede cerrarlo.", cite: ClauseCite(id: "IN-57"))],
                pairs: [.init(name: "Primera respuesta", old: "vie 13 mar, 17:00 (a tiempo)", new: "jue 12 mar, 18:00 (tarde)", oldReckoning: reckoning, newReckoning: reckoning)])])
    }

    static func queuePage(_ language: Language, rows: Int = 6) -> QueuePage {
        QueuePage(
            frame: agent(language), queue: QueueList(
                slug: "intecnia", say: language, lines: (0..<rows).map { queueLines[$0 % queueLines.count] },
                counts: "38 abiertos, 1 vencido, 2 por vencer", next: .queue("intecnia", [("after", "1772468400-118")])).drawn,
            filters: [
                FilterGroup(label: "Estado", choices: [
                    .init(label: "Abiertos", link: .queue("intecnia"), isCurrent: true),
                    .init(label: "En espera", link: .queue("intecnia", [("state", "waiting")])),
                    .init(label: "Cerrados", link: .queue("intecnia", [("state", "closed")]))]),
                FilterGroup(label: "De", choices: [
                    .init(label: "Todos", link: .queue("intecnia"), isCurrent: true), .init(label: "Míos", link: .queue("intecnia", [("mine", "1")])),
                    .init(label: "Sin asignar", link: .queue("intecnia", [("mine", "0")]))])],
            filter: [("state", "open")])
    }

    private static let queueLines = [
        QueueLine(folio: "A-101", subject: "No puedo timbrar: «CSD no vigente»", requester: "Luna Ortega", customer: "Papelería Luna", channel: "correo", due: "hoy 10:50", left: "hace 2 h 10 min", standing: .late, owed: "primera respuesta", state: "Abierto", assignee: "Inés Robles", level: "Nivel 1", weight: "Severidad 1"),
        QueueLine(folio: "A-102", subject: "Sin red en la sucursal Tuxtla", requester: "Raúl Méndez", customer: "Ferretería El Tornillo", channel: "teléfono", due: "hoy 17:00", left: "faltan 40 min", standing: .soon, owed: "primera respuesta", state: "Nuevo", level: "Nivel 1", weight: "Severidad 1"),
        QueueLine(folio: "A-97", subject: "El firewall bloquea la VPN después de actualizar a la versión 7.4", requester: "Carla Núñez", customer: "Hospital San José", channel: "correo", due: "hoy 18:30", left: "faltan 2 h 10 min", standing: .soon, owed: "contacto 2 de 3", state: "Abierto", assignee: "Tomás Ek", level: "Nivel 2", weight: "Severidad 2"),
        QueueLine(folio: "A-98", subject: "Cableado del piso 2", requester: "Jorge Pineda", customer: "Notaría 14", channel: "formulario", due: "mañana 12:15", left: "faltan 6 h 15 min", standing: .calm, owed: "primera respuesta", state: "Abierto", assignee: "Inés Robles", level: "Nivel 1", weight: "Severidad 3"),
        QueueLine(folio: "A-88", subject: "Revisión de switches", requester: "Marta Solís", customer: "Colegio Cumbres", channel: "correo", due: "vie 6 mar 19:00", left: "en espera del cliente", standing: .paused, owed: "cierre", state: "En espera", assignee: "Inés Robles", level: "Nivel 1", weight: "Severidad 3"),
        QueueLine(folio: "A-90", subject: "Manual de usuario del conmutador", requester: "Raúl Méndez", channel: "correo", due: "sin límite", standing: .unlimited, state: "Abierto", assignee: "Tomás Ek", level: "Nivel 1", weight: "Severidad 4"),
    ]

    private static var acts: TicketActs {
        TicketActs(
            assign: .open, answer: .open, note: .open, ask: .open, contact: .open, escalate: .open,
            sendBack: .refused("Ya está en el primer nivel.", nil), classify: .open, close: .refused("Faltan dos de tres intentos de contacto.", in59),
            agents: [Choice(value: "1", label: "Inés Robles"), Choice(value: "2", label: "Tomás Ek")],
            waitReasons: [Choice(value: "info", label: "Información del cliente"), Choice(value: "authorisation", label: "Autorización del cliente")],
            levels: [Choice(value: "2", label: "Nivel 2, Responsable de Calidad"), Choice(value: "3", label: "Nivel 3, Gerente de Operaciones")],
            classification: [("severity", .severity, (1...4).map { Choice(value: "\($0)", label: "Severidad \($0)") }, "1")],
            closeReasons: [Choice(value: "solved", label: "Solución adecuada")],
            attempts: ContactAttempts(progress: "Intento 2 de 3.", mustAnnounce: "Avise que el caso se cerrará el viernes 6 de marzo a las 19:00.", cite: ClauseCite(id: "IN-60")),
            fileLimits: "Hasta 10 archivos, 20 MB en total.")
    }

    private static var freshActs: TicketActs {
        var acts = acts
        acts.take = .open
        acts.reopen = .refused("El ticket está abierto.", nil)
        return acts
    }

    private static func letterPage(_ language: Language, problem: String? = nil) -> LetterPage {
        var page = LetterPage(
            frame: agent(language, current: 2), name: "Acuse de recibo, Español", address: Link.letters("intecnia") / "acknowledgement" / "es",
            field: FormField(name: "text", label: "Texto de la carta", kind: .multiline(rows: 22), isRequired: true, value: "{{greeting}} <ayer>\n{{folio}}", problem: problem),
            names: [.init(tag: "{{folio}}", meaning: "El folio", isObligatory: true), .init(tag: "{{name}}", meaning: "El nombre del cliente", isObligatory: false)],
            preview: "Estimado/a Luna Lara: <ayer>\nIN-101")
        page.isShipped = false
        page.versions = [
            .init(what: "versión 2, de Ada Ruiz, lun 2 mar, 10:04", text: "{{greeting}} <ayer>", again: nil),
            .init(what: "versión 1, de Ada Ruiz, lun 2 mar, 9:04", text: "Hola", again: 1)]
        return page
    }

    private static func mailPage(_ language: Language) -> MailPage {
        let place = Link("intecnia", "desk", "tickets", "A-101") / "mails" / "1"
        var page = MailPage(frame: agent(language), folio: "A-101", subject: "RE: «CSD no vigente» <ayer>", original: place / "original")
        page.facts = [("De", "Luna Ortega <luna@papeleria.example>"), ("Recibido", "lunes 2 de marzo de 2026, 10:04")]
        page.remarks = ["Viene firmado; la firma no se comprobó."]
        page.invitation = InvitationCard(kind: "Invitación a un evento", facts: [("Asunto", "Revisión"), ("Empieza", "jueves 12 de marzo de 2026, 17:00")])
        page.dress = place / "dress"
        page.pictures = (false, place)
        page.text = "No puedo timbrar <ayer>"
        return page
    }
}

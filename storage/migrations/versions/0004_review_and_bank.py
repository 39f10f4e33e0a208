"""Albums, consents, admissions, practices, and how a date is completed and reviewed"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

KINDS_BEFORE = (
    'reminder', 'handover', 'monitoring', 'weekly', 'digest', 'alert', 'answer', 'edit', 'card', 'question',
    'appointment', 'objection', 'extension', 'unreachable', 'nudge', 'desk',
)
NEW_KINDS = ('review', 'admission', 'practice')
EVENTS_BEFORE = (
    'done', 'partly', 'in_progress', 'need_help', 'undo', 'reopen', 'lead_done', 'lead_undo', 'accept',
    'return', 'call_off',
)
NEW_EVENTS = ('close',)


def _allow(table, column, values) -> None:
    """Let a column hold these values; SQLite copies the table for it."""
    allowed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_{column}'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f(f'ck_{table}_{column}'), f'{column} IN ({allowed})'
        )


def upgrade() -> None:
    _allow('notice', 'kind', KINDS_BEFORE + NEW_KINDS)
    _allow('report', 'event', EVENTS_BEFORE + NEW_EVENTS)
    op.create_table('admission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('account_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'admitted', 'refused', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_admission_municipality_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_admission_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission')),
    sa.UniqueConstraint('origin', name=op.f('uq_admission_origin'))
    )
    with op.batch_alter_table('admission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admission_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_admission_user_id'), ['user_id'], unique=False)

    op.create_table('album',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('replies_to', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('closes_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_album_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_album')),
    sa.UniqueConstraint('address', 'key', name=op.f('uq_album_address_key')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_album_municipality_id_id'))
    )
    with op.batch_alter_table('album', schema=None) as batch_op:
        batch_op.create_index('ix_album_open', ['closes_at'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('notice', 'messenger', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('given_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_consent_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_municipality_id_person_id'), ['municipality_id', 'person_id'], unique=False)

    op.create_table('practice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('description', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'offered', 'published', 'refused', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('remark', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('offered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'evidence_id'], ['evidence.municipality_id', 'evidence.id'], name=op.f('fk_practice_municipality_id_evidence_id')),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_practice_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_practice_municipality_id_id')),
    sa.UniqueConstraint('origin', name=op.f('uq_practice_origin'))
    )
    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_municipality_id_state'), ['municipality_id', 'state'], unique=False)

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('completion', sa.Enum('lead', 'all', 'each', name='completion', native_enum=False, create_constraint=True, length=24), nullable=True))
        batch_op.add_column(sa.Column('reviewed', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('delegate_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_assignment_municipality_id_delegate_id'), 'person', ['municipality_id', 'delegate_id'], ['municipality_id', 'id'])

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('album_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('removed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('removed_by', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_evidence_album_id'), ['album_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_evidence_municipality_id_album_id'), 'album', ['municipality_id', 'album_id'], ['municipality_id', 'id'])

    with op.batch_alter_table('file_fetch', schema=None) as batch_op:
        batch_op.add_column(sa.Column('album_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('caption', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_file_fetch_album_id'), ['album_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_file_fetch_municipality_id_album_id'), 'album', ['municipality_id', 'album_id'], ['municipality_id', 'id'])

    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('not_mine', 'not_relevant', name='objecting', native_enum=False, create_constraint=True, length=24), nullable=False, server_default='not_mine'))

    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('amount', sa.Integer(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_column('amount')

    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_objection_objecting'), type_='check')
        batch_op.drop_column('kind')

    with op.batch_alter_table('file_fetch', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_file_fetch_municipality_id_album_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_file_fetch_album_id'))
        batch_op.drop_column('caption')
        batch_op.drop_column('album_id')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evidence_municipality_id_album_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_evidence_album_id'))
        batch_op.drop_column('removed_by')
        batch_op.drop_column('removed_at')
        batch_op.drop_column('album_id')

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_assignment_municipality_id_delegate_id'), type_='foreignkey')
        batch_op.drop_column('delegate_id')

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_column('reviewed')
        batch_op.drop_constraint(batch_op.f('ck_activity_completion'), type_='check')
        batch_op.drop_column('completion')

    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_municipality_id_state'))

    op.drop_table('practice')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_municipality_id_person_id'))

    op.drop_table('consent')
    with op.batch_alter_table('album', schema=None) as batch_op:
        batch_op.drop_index('ix_album_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.drop_table('album')
    with op.batch_alter_table('admission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admission_user_id'))
        batch_op.drop_index(batch_op.f('ix_admission_municipality_id'))

    op.drop_table('admission')
    for table, column, new, before in (
        ('notice', 'kind', NEW_KINDS, KINDS_BEFORE),
        ('report', 'event', NEW_EVENTS, EVENTS_BEFORE),
    ):
        gone = ', '.join(f"'{value}'" for value in new)
        op.execute(sa.text(f'DELETE FROM {table} WHERE {column} IN ({gone})'))
        _allow(table, column, before)
